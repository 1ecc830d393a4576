using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Tells the candidate that the result was corrected after the end, and what it was before.</summary>
public sealed partial class CorrectionNote
{
    [Parameter, EditorRequired]
    public ReportContent Report { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string Text(ReportedCorrection correction) =>
        correction.ScoreBefore is { } before
            ? L["Result_Corrected", Clock.DayAndTime(correction.At), DisplayText.Score(before)]
            : L["Result_CorrectedWithoutScore", Clock.DayAndTime(correction.At)];
}
