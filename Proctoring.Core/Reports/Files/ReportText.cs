using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports.Files;

/// <summary>The explanations in every report, in the reader's language.</summary>
internal static class ReportText
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>Stands beside a flag that no reviewer has decided.</summary>
    public static string NotReviewed => L["Pdf_NotReviewed"];

    /// <summary>Stands beside a flag on which no reviewer need decide.</summary>
    public static string NoDecision => L["Pdf_NoDecision"];

    /// <summary>Stands for the name of a reviewer in the candidate's own report.</summary>
    public static string AReviewer => L["Pdf_AReviewer"];

    public static IReadOnlyList<string> HowToRead =>
        [L["HowToRead_Proof"], L["HowToRead_Silence"], L["HowToRead_Confidence"], L["HowToRead_Risk"], L["HowToRead_NotReviewed"]];

    /// <summary>The headings of a CSV file: in English the names that programs know.</summary>
    public static IReadOnlyList<string> Headings(IEnumerable<string> columns) => [.. columns.Select(column => L[$"Csv_{column}"].Value)];

    /// <summary>The value of a yes-or-no column.</summary>
    public static string YesOrNo(bool value) => L[value ? "CsvValue_Yes" : "CsvValue_No"];

    public static string Of(Severity severity) => L[$"Severity_{severity}"];

    /// <summary>The decisions on a flag, or why there are none.</summary>
    /// <param name="document">The document.</param>
    /// <param name="violation">The flag.</param>
    /// <param name="isolate">Whether names keep their own direction.</param>
    public static string DecisionsOf(ReportDocument document, ReportedViolation violation, bool isolate) =>
        document.IsReviewed(violation.Id) ? string.Join("; ", document.Decisions[violation.Id].Select(given => Of(given, isolate)))
        : FlagTypes.NeedsDecision(violation.Type) ? NotReviewed
        : NoDecision;

    /// <summary>A decision with the reviewer and the reason.</summary>
    /// <param name="given">The decision.</param>
    /// <param name="isolate">Whether names keep their own direction; only a PDF knows the characters for it.</param>
    public static string Of(GivenDecision given, bool isolate)
    {
        var (what, reviewer) = (DecisionText.Of(given.Decision), isolate ? BidiText.Isolate(given.Reviewer) : given.Reviewer);
        if (given.Reason is not { Length: > 0 } recorded)
            return L["Pdf_Decision", what, reviewer];
        var reason = DecisionText.Reason(recorded);
        return L["Pdf_DecisionReason", what, reviewer, isolate ? BidiText.Isolate(reason) : reason];
    }
}
