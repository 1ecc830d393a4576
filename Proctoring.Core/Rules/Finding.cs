using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>What a rule says of one observation; a null finding means that nobody looked.</summary>
/// <param name="Present">The condition holds.</param>
/// <param name="Confidence">How sure, 0–1.</param>
public sealed record Finding(bool Present, double Confidence = 1)
{
    /// <summary>The condition was looked for and does not hold.</summary>
    public static Finding Absent { get; } = new(false);

    /// <summary>What exactly: "Ctrl+P", "2 faces"; null where the kind says all.</summary>
    public string? Detail { get; init; }

    /// <summary>The model that saw it, with its version.</summary>
    public string? Model { get; init; }

    /// <summary>The threshold that it was held against.</summary>
    public double? Threshold { get; init; }

    /// <summary>Since when it has been so, UTC, where that is before the observation.</summary>
    public DateTime? Since { get; init; }

    /// <summary>Where in the frame.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];
}
