using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>The limits of the similarity of two faces (<c>Proctoring:Identity</c>): from which they are the same person, below which they
/// are different people. Between them the result is unsure. The tool <c>calibrate</c> proposes limits for a site's own people.</summary>
public sealed class IdentityOptions
{
    /// <summary>The similarity to one reference picture from which a face is the same person's, 0.45–0.95.</summary>
    [Range(0.45, 0.95)]
    public double SameFrom { get; set; } = 0.56;

    /// <summary>The similarity to one reference picture below which a face is a different person's, 0.05–0.45.</summary>
    [Range(0.05, 0.45)]
    public double DifferentBelow { get; set; } = 0.36;

    /// <summary>The same as <see cref="SameFrom"/> for the mean of pictures of at least three days, 0.5–0.95.</summary>
    [Range(0.5, 0.95)]
    public double SameFromOfDays { get; set; } = 0.62;

    /// <summary>The same as <see cref="DifferentBelow"/> for the mean of pictures of at least three days, 0.05–0.5.</summary>
    [Range(0.05, 0.5)]
    public double DifferentBelowOfDays { get; set; } = 0.50;
}
