using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>An episode of a violation at one moment.</summary>
public sealed record ViolationSpan
{
    public required Guid Id { get; init; }

    public required ViolationKind Kind { get; init; }

    public required Severity Severity { get; init; }

    public required bool WarnCandidate { get; init; }

    /// <summary>When the condition was first seen, UTC.</summary>
    public required DateTime Began { get; init; }

    /// <summary>When it was last seen, UTC; null while it lasts.</summary>
    public DateTime? Ended { get; init; }

    public required double PeakConfidence { get; init; }

    public required double MeanConfidence { get; init; }

    public required int FramesSeen { get; init; }

    public required int FramesLooked { get; init; }

    public string? Model { get; init; }

    public double? Threshold { get; init; }

    public string? Detail { get; init; }

    /// <summary>The marked areas of the frame of this change, if <see cref="ViolationChange.ShowsBest"/>.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];
}

/// <summary>The effect of an observation on an episode.</summary>
public enum ChangeKind
{
    Began,
    Continued,
    Ended,
}

/// <summary>One change of one episode.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Span">The episode after it.</param>
/// <param name="ShowsBest">Whether the frame of this observation is the best picture of the episode so far, and worth storing.</param>
public sealed record ViolationChange(ChangeKind Kind, ViolationSpan Span, bool ShowsBest);
