using System.Globalization;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Says of a violation what a person wants to know, in one sentence: what, where, how long, in how many pictures, how
/// sure.</summary>
public sealed record ViolationSentence
{
    /// <summary>The rules that judge pictures; of others no pictures are counted.</summary>
    static readonly HashSet<string> Pictured = RuleCatalog
        .Default.Rules.Where(rule => rule.KeepsPicture)
        .Select(rule => rule.Kind.Id)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The rule's id.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required TimeSpan Duration { get; init; }

    public required double PeakConfidence { get; init; }

    public required int FramesSeen { get; init; }

    public required int FramesLooked { get; init; }

    /// <summary>The model that saw it; null for what the browser reported.</summary>
    public string? Model { get; init; }

    public string? Detail { get; init; }

    /// <summary>What was marked in the best picture.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>The sentence of an episode that has ended.</summary>
    public static string Of(ViolationSpan span, IReadOnlyList<Box> boxes) =>
        new ViolationSentence
        {
            Type = span.Kind.Id,
            Title = span.Kind.Title,
            Duration = (span.Ended ?? span.Began) - span.Began,
            PeakConfidence = span.PeakConfidence,
            FramesSeen = span.FramesSeen,
            FramesLooked = span.FramesLooked,
            Model = span.Model,
            Detail = span.Detail,
            Boxes = boxes,
        }.ToString();

    /// <summary>The sentence.</summary>
    public override string ToString()
    {
        // Two boxes or more (faces) have no one place.
        // A detail that names a place is of another frame than the best picture; two places would contradict each other.
        var where = Boxes is [var box] && !NamesPlace(Detail) ? " " + Place(box) : "";
        var detail = string.IsNullOrWhiteSpace(Detail) ? "" : $" ({Detail})";
        var time = Duration > TimeSpan.Zero ? " for " + DisplayText(Duration) : "";
        var frames =
            Pictured.Contains(Type) && FramesLooked > 1
                ? string.Create(CultureInfo.InvariantCulture, $", seen in {FramesSeen} of {FramesLooked} frames")
                : "";
        // A fact that was told, not judged, has no sureness; and a judgement is never certain.
        var sure =
            Model is not null && PeakConfidence < 1
                ? string.Create(CultureInfo.InvariantCulture, $", {Math.Min(99, PeakConfidence * 100):0}\u202f% sure at best")
                : "";
        return $"{Title}{where}{time}{detail}{frames}{sure}{(Model is null ? ", as the browser reported" : "")}.";
    }

    /// <summary>Where a box lies, in words, as one looks at the picture.</summary>
    public static string Place(Box box)
    {
        var (column, row) = (Third(box.X + box.Width / 2), Third(box.Y + box.Height / 2));
        return (row, column) switch
        {
            (1, 1) => "in the centre",
            (1, 0) => "on the left",
            (1, _) => "on the right",
            (0, 1) => "at the top",
            (2, 1) => "at the bottom",
            _ => $"in the {(row == 0 ? "upper" : "lower")} {(column == 0 ? "left" : "right")}",
        };
    }

    static bool NamesPlace(string? detail) =>
        detail is not null
        && (detail.Contains(" on the ", StringComparison.Ordinal) || detail.Contains(" in the ", StringComparison.Ordinal));

    static int Third(float centre) =>
        centre < 1 / 3f ? 0
        : centre <= 2 / 3f ? 1
        : 2;

    static string DisplayText(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 1 => "less than 1 s",
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        };
}
