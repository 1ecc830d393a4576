using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reports.Answering;

/// <summary>Writes the facts about answers in the reader's language.</summary>
public static class AnsweringText
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    public static string Title => L["Answering_Title"];

    /// <summary>The meaning of the facts and their limits.</summary>
    public static string Note => L["Answering_Note"];

    /// <summary>The number of questions with a time, the missing measurements and the size of the group.</summary>
    public static string Lead(SessionAnswering session)
    {
        List<string> parts = [Timed(session), .. Unmeasured(session).Select(name => L["Answering_NotMeasured", name].Value)];
        parts.Add(
            session.GroupSize < AnsweringGroup.Fewest
                ? L["Answering_TooFew", DisplayText.Number(session.GroupSize), DisplayText.Number(AnsweringGroup.Fewest)]
                : L["Answering_Compared", DisplayText.Number(session.GroupSize)]
        );
        return string.Join(' ', parts);
    }

    /// <summary>The headers of a table of the facts: the fact, the session, and three about the group.</summary>
    public static IReadOnlyList<string> Heads =>
        [
            L["Answering_HeadFact"],
            L["Answering_HeadSession"],
            L["Answering_HeadMedian"],
            L["Answering_HeadHalf"],
            L["Answering_HeadRank"],
        ];

    /// <summary>The measured facts about a session, each with its place in the group, as rows of a table.</summary>
    public static IReadOnlyList<AnsweringFact> Facts(SessionAnswering session)
    {
        List<AnsweringFact> facts = [];
        Add(L["Answering_FactPace"], session.SecondsPerWord, pace => L["Answering_ValueSeconds", Pace(pace)]);
        Add(L["Answering_FactVariation"], session.Variation, share => L["Answering_ValuePercent", Whole(share)]);
        Add(L["Answering_FactChanges"], session.Changes, Whole);
        Add(L["Answering_FactAddition"], session.LargestAddition, Whole);
        Add(L["Answering_FactPastes"], session.Pastes, Whole);
        Add(L["Answering_FactPasted"], session.PastedCharacters is > 0 and { } characters ? new Measure(characters) : null, Whole);
        Add(L["Answering_FactLosses"], session.FocusLosses, Whole);
        Add(L["Answering_FactFocus"], session.FocusSeconds, Time);
        Add(L["Answering_FactAway"], session.AwaySeconds, Time);
        return facts;

        void Add(string name, Measure? measure, Func<double, string> format)
        {
            if (measure is not null)
                facts.Add(AnsweringFact.Of(name, measure, format));
        }
    }

    /// <summary>All facts about a session in one paragraph, each followed by its place in the group.</summary>
    public static string Paragraph(SessionAnswering session)
    {
        List<string> parts = [Timed(session)];
        if (session.SecondsPerWord is { } pace)
            parts.Add(With(L["Answering_Pace", Pace(pace.Value)], pace, Pace));
        if (session.Variation is { } variation)
            parts.Add(With(L["Answering_Variation", Whole(variation.Value)], variation, Whole));
        if (session is { Changes: { } changes, LargestAddition: { } addition })
        {
            parts.Add(With(L["Answering_Changes", Whole(changes.Value)], changes, Whole));
            parts.Add(With(L["Answering_Addition", Whole(addition.Value)], addition, Whole));
        }

        if (session is { Pastes: { } pastes, PastedCharacters: { } characters })
            parts.Add(With(L["Answering_Pastes", Whole(pastes.Value), DisplayText.Number(characters)], pastes, Whole));
        if (session is { FocusLosses: { } losses, FocusSeconds: { } seconds })
            parts.Add(With(L["Answering_Focus", Whole(losses.Value), Time(seconds.Value)], losses, Whole));
        if (session.AwaySeconds is { } away)
            parts.Add(With(L["Answering_Away", Time(away.Value)], away, Time));
        parts.AddRange(Unmeasured(session).Select(name => L["Answering_NotMeasured", name].Value));
        if (session.GroupSize < AnsweringGroup.Fewest)
            parts.Add(L["Answering_TooFew", DisplayText.Number(session.GroupSize), DisplayText.Number(AnsweringGroup.Fewest)]);
        return string.Join(' ', parts);
    }

    /// <summary>The place of a value in the group; null if there is none.</summary>
    public static string? Place(Measure? measure, Func<double, string> format) =>
        measure?.Group is { } group
            ? L[
                "Answering_Place",
                DisplayText.Number(group.Count),
                format(group.Median),
                format(group.LowerQuartile),
                format(group.UpperQuartile),
                DisplayText.Number(group.Smaller),
                DisplayText.Number(group.Larger)
            ].Value
            : null;

    /// <summary>Seconds per word with two decimals.</summary>
    public static string Pace(double seconds) => seconds.ToString("0.00", CultureInfo.CurrentCulture);

    /// <summary>A duration; "0 s" for none.</summary>
    public static string Time(double seconds) => seconds > 0 ? DisplayText.Duration(TimeSpan.FromSeconds(seconds)) : L["Answering_Zero"];

    static string Timed(SessionAnswering session) =>
        L["Answering_Timed", DisplayText.Number(session.Timed), DisplayText.Number(session.Questions.Count)];

    static string Whole(double value) => DisplayText.Number((long)Math.Round(value));

    static string With(string fact, Measure measure, Func<double, string> format) =>
        Place(measure, format) is { } place ? $"{fact} {place}" : fact;

    static IEnumerable<string> Unmeasured(SessionAnswering session)
    {
        if (session is { Timed: > 0, Changes: null })
            yield return L["Answering_NameChanges"];
        if (session.Pastes is null)
            yield return L["Answering_NamePastes"];
        if (session.FocusLosses is null)
            yield return L["Answering_NameFocus"];
        if (session.AwaySeconds is null)
            yield return L["Answering_NameAway"];
    }
}
