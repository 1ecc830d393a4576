using Microsoft.Extensions.Localization;
using Proctoring.Core;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Controls;

/// <summary>States in sentences who is responsible for the candidate's data, how long it is stored and whom to write to.</summary>
internal static class PrivacyText
{
    static readonly IStringLocalizer L = TextSet.Of<ControlsTexts>();

    /// <summary>The sentences in the reader's language.</summary>
    public static IReadOnlyList<string> Of(PrivacyOptions privacy)
    {
        List<string> facts =
        [
            L["Privacy_Controller", privacy.Controller.Length > 0 ? privacy.Controller : L["Privacy_SomeController"].Value],
        ];
        if (privacy.EvidenceDays is { } evidence)
            facts.Add(L.Plural("Privacy_Evidence", evidence));
        if (privacy.FaceDays is { } face)
            facts.Add(L.Plural("Privacy_Face", face));
        if (privacy.RecordDays is { } record)
            facts.Add(L.Plural("Privacy_Record", record));
        if (facts.Count == 1)
            facts.Add(L["Privacy_PeriodUnknown"]);
        facts.Add(privacy.Contact.Length > 0 ? L["Privacy_Contact", privacy.Contact] : L["Privacy_NoContact"]);
        return facts;
    }
}
