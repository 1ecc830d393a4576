using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Rules;

/// <summary>Describes a violation in one sentence: title, place, duration, number of pictures and confidence.</summary>
public sealed record ViolationSentence
{
    static readonly IStringLocalizer L = TextSet.Of<RuleTexts>();

    /// <summary>The rules that judge pictures; only their pictures are counted.</summary>
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

    /// <summary>The model behind it; null for reports of the browser.</summary>
    public string? Model { get; init; }

    public string? Detail { get; init; }

    /// <summary>The marked areas of the best picture.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>The sentence of an ended episode.</summary>
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

    /// <summary>The sentence in the reader's language.</summary>
    public override string ToString()
    {
        var text = RuleText.Title(Type, Title);
        // Two boxes or more (faces) have no single place.
        if (Boxes is [var box] && !NamesPlace(Detail))
            text = L["Sentence_Where", text, BoxPlace.Of(box)];
        if (Duration > TimeSpan.Zero)
            text = L["Sentence_For", text, DisplayText.Duration(Duration)];
        if (!string.IsNullOrWhiteSpace(Detail))
            text = L["Sentence_Detail", text, DetailText.Of(Detail)!];
        if (Pictured.Contains(Type) && FramesLooked > 1)
            text = L["Sentence_Frames", text, DisplayText.Number(FramesSeen), DisplayText.Number(FramesLooked)];
        // A reported fact has no confidence, and a judgement is never certain.
        if (Model is not null && PeakConfidence < 1)
            text = L["Sentence_Sure", text, Math.Min(99, PeakConfidence * 100).ToString("0", CultureInfo.CurrentCulture)];
        if (Model is null)
            text = L[Type == SeenByPersonRule.Id ? "Sentence_Person" : "Sentence_Browser", text];
        return L["Sentence_End", text];
    }

    /// <summary>Whether a stored detail names a place itself, which may be of another frame than the best picture.</summary>
    static bool NamesPlace(string? detail) =>
        detail is not null
        && (detail.Contains(" on the ", StringComparison.Ordinal) || detail.Contains(" in the ", StringComparison.Ordinal));
}
