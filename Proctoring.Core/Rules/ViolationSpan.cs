using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>An episode of a violation at one moment.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.violation_span")]
public sealed record ViolationSpan
{
    [Id(0)]
    public required Guid Id { get; init; }

    [Id(1)]
    public required ViolationKind Kind { get; init; }

    [Id(2)]
    public required Severity Severity { get; init; }

    [Id(3)]
    public required bool WarnCandidate { get; init; }

    /// <summary>When the condition was first seen, UTC.</summary>
    [Id(4)]
    public required DateTime Began { get; init; }

    /// <summary>When it was last seen, UTC; null while it lasts.</summary>
    [Id(5)]
    public DateTime? Ended { get; init; }

    [Id(6)]
    public required double PeakConfidence { get; init; }

    [Id(7)]
    public required double MeanConfidence { get; init; }

    [Id(8)]
    public required int FramesSeen { get; init; }

    [Id(9)]
    public required int FramesLooked { get; init; }

    [Id(10)]
    public string? Model { get; init; }

    [Id(11)]
    public double? Threshold { get; init; }

    [Id(12)]
    public string? Detail { get; init; }

    /// <summary>The marked areas of the frame of this change, if <see cref="ViolationChange.ShowsBest"/>.</summary>
    [Id(13)]
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
[GenerateSerializer, Immutable, Alias("proctoring.violation_change")]
public sealed record ViolationChange(ChangeKind Kind, ViolationSpan Span, bool ShowsBest);
