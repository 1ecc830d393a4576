using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Components.Controls;

/// <summary>States who is responsible for the candidate's data, how long it is stored and whom to write to.</summary>
public sealed partial class PrivacyFacts
{
    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    PrivacyOptions Privacy => Options.Value.Privacy;

    IReadOnlyList<string> Periods
    {
        get
        {
            List<string> periods = [];
            if (Privacy.EvidenceDays is { } evidence)
                periods.Add(L.Plural("Privacy_Evidence", evidence));
            if (Privacy.FaceDays is { } face)
                periods.Add(L.Plural("Privacy_Face", face));
            if (Privacy.RecordDays is { } record)
                periods.Add(L.Plural("Privacy_Record", record));
            return periods.Count > 0 ? periods : [L["Privacy_PeriodUnknown"]];
        }
    }
}
