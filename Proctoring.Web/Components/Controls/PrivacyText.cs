using Microsoft.Extensions.Localization;
using Proctoring.Core;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Controls;

/// <summary>States in sentences who is responsible for the candidate's data, how long it is stored and whom to write to.</summary>
internal static class PrivacyText
{
    static readonly IStringLocalizer L = TextSet.Of<ControlsTexts>();

    /// <summary>The sentences in the reader's language.</summary>
    /// <param name="privacy">The operator's settings.</param>
    /// <param name="practice">Whether they concern practice, which has its own period.</param>
    public static IReadOnlyList<string> Of(PrivacyOptions privacy, bool practice = false)
    {
        List<string> facts =
        [
            L["Privacy_Controller", privacy.Controller.Length > 0 ? privacy.Controller : L["Privacy_SomeController"].Value],
        ];
        if (practice)
            return [.. facts, Contact(privacy)];
        if (privacy.EvidenceDays is { } evidence)
            facts.Add(L.Plural("Privacy_Evidence", evidence));
        if (privacy.FaceDays is { } face)
            facts.Add(L.Plural("Privacy_Face", face));
        if (privacy.RecordDays is { } record)
            facts.Add(L.Plural("Privacy_Record", record));
        if (facts.Count == 1)
            facts.Add(L["Privacy_PeriodUnknown"]);
        return [.. facts, Contact(privacy)];
    }

    static string Contact(PrivacyOptions privacy) =>
        privacy.Contact.Length > 0 ? L["Privacy_Contact", privacy.Contact] : L["Privacy_NoContact"];
}
