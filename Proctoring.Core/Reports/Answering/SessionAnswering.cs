namespace Proctoring.Core.Reports.Answering;

/// <summary>Facts about how the questions of one ended session were answered. They have many causes and are no evidence of one.</summary>
public sealed record SessionAnswering
{
    /// <summary>The questions in the order of the session.</summary>
    public required IReadOnlyList<QuestionAnswering> Questions { get; init; }

    /// <summary>The flags that were counted, in the order of time.</summary>
    public required IReadOnlyList<AnsweringEvent> Events { get; init; }

    /// <summary>How many questions have a time.</summary>
    public int Timed => Questions.Count(question => question.Seconds is not null);

    /// <summary>The median of the seconds per word of the timed questions; null without one.</summary>
    public required Measure? SecondsPerWord { get; init; }

    /// <summary>The coefficient of variation of the seconds per word, in per cent; null with fewer than
    /// <see cref="AnsweringCalculator.FewestForVariation"/> timed questions.</summary>
    public required Measure? Variation { get; init; }

    /// <summary>How often a stored response was replaced by a different one; null if that was not recorded.</summary>
    public required Measure? Changes { get; init; }

    /// <summary>The most characters typed without a pause of 0.8 seconds; null if that was not recorded.</summary>
    public required Measure? LargestAddition { get; init; }

    /// <summary>How many pastes the page refused; null if no rule looked for them.</summary>
    public required Measure? Pastes { get; init; }

    /// <summary>The characters of those pastes; null with the pastes.</summary>
    public required int? PastedCharacters { get; init; }

    /// <summary>How often the page lost the focus; null if no rule looked for it.</summary>
    public required Measure? FocusLosses { get; init; }

    /// <summary>The seconds without the focus; null with the losses.</summary>
    public required Measure? FocusSeconds { get; init; }

    /// <summary>The seconds of flags about looking away; null if no rule looked for it.</summary>
    public required Measure? AwaySeconds { get; init; }

    /// <summary>How many sessions the group has.</summary>
    public int GroupSize { get; init; }
}

/// <summary>The facts about one question of a session.</summary>
public sealed record QuestionAnswering
{
    public required int QuestionId { get; init; }

    /// <summary>Its place in the session, from 1.</summary>
    public required int Number { get; init; }

    public required int Words { get; init; }

    /// <summary>The spans that count as its time, UTC, in their order: each ends with the first or the last answer to it.</summary>
    public required IReadOnlyList<AnsweringSpan> Spans { get; init; }

    /// <summary>The seconds of its spans without pauses; null if it was not answered.</summary>
    public required Measure? Seconds { get; init; }

    /// <summary>Those seconds for each word; null if it was not answered.</summary>
    public double? SecondsPerWord => Seconds is { } seconds ? seconds.Value / Words : null;

    /// <summary>The seconds of the span before the first answer; null if that was not recorded.</summary>
    public required double? SecondsToFirst { get; init; }

    /// <summary>Whether a pause or a break lies in its spans.</summary>
    public required bool HasPause { get; init; }

    /// <summary>How often a different response replaced the stored one; null if that was not recorded.</summary>
    public required int? Changes { get; init; }

    /// <summary>The most characters typed without a pause of 0.8 seconds; null if that was not recorded.</summary>
    public required int? LargestAddition { get; init; }

    /// <summary>The refused pastes in its spans; null if no rule looked for them.</summary>
    public required int? Pastes { get; init; }

    public required int? PastedCharacters { get; init; }

    /// <summary>The losses of the focus that began in its spans; null if no rule looked for them.</summary>
    public required int? FocusLosses { get; init; }

    /// <summary>The seconds without the focus in its spans.</summary>
    public required double? FocusSeconds { get; init; }

    /// <summary>The seconds of flags about looking away in its spans; null if no rule looked for it.</summary>
    public required double? AwaySeconds { get; init; }
}

/// <summary>A value of one session and its place in the group.</summary>
/// <param name="Value">The value.</param>
/// <param name="Group">The group; null if it is too small to compare with.</param>
public sealed record Measure(double Value, GroupPlace? Group = null);

/// <summary>The distribution of a value in a group, and how many of the group have a smaller or a larger one than the session.</summary>
public sealed record GroupPlace(int Count, double LowerQuartile, double Median, double UpperQuartile, int Smaller, int Larger);
