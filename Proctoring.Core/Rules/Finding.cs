using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>A rule's result for one observation; a null finding means that nothing was observed.</summary>
/// <param name="Present">Whether the condition holds.</param>
/// <param name="Confidence">The confidence, 0–1.</param>
public sealed record Finding(bool Present, double Confidence = 1)
{
    /// <summary>The condition was checked and does not hold.</summary>
    public static Finding Absent { get; } = new(false);

    /// <summary>The highest severity that this evidence supports; null for the rule's own. Weak evidence never raises a High flag, whatever
    /// the settings say.</summary>
    public Severity? AtMost { get; init; }

    /// <summary>Details: "Ctrl+P", "2 faces"; null if the kind is enough.</summary>
    public string? Detail { get; init; }

    /// <summary>The model behind it, with its version.</summary>
    public string? Model { get; init; }

    /// <summary>The threshold of the comparison.</summary>
    public double? Threshold { get; init; }

    /// <summary>The time since which the condition holds, UTC, if that is before the observation.</summary>
    public DateTime? Since { get; init; }

    /// <summary>The marked areas of the frame.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];
}
