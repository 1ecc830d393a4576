using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Tells the candidate in a few sentences what follows: who looks at the exam, whether the score stands, until when they can
/// comment, and whom to write to.</summary>
public sealed partial class ReviewSummary
{
    [Parameter, EditorRequired]
    public ReportContent Report { get; set; } = null!;

    /// <summary>The state of the review; null for a reader of a shared link.</summary>
    [Parameter]
    public ReviewState? Review { get; set; }

    /// <summary>The address of the report as PDF; null if the reader may not download it.</summary>
    [Parameter]
    public string? Download { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    /// <summary>The check of the identity; null if the verdict has closed it. A reviewer who gives Clear has accepted that the identity is
    /// not confirmed.</summary>
    PersonCheck? Identity =>
        Review switch
        {
            { Verdict: not null, Identity.Confirmed: null } or { Verdict: Verdict.Clear, Identity.Confirmed: false } => null,
            _ => Review?.Identity,
        };

    bool Pending => Review?.Verdict is null && Report.Violations.Count > 0;

    string Main =>
        Review is { Verdict: { } verdict, VerdictAt: { } at } ? L[$"Summary_Verdict_{verdict}", Clock.DayAndTime(at)]
        : Pending ? L.Plural("Summary_Pending", Report.Violations.Count)
        : L["Summary_Nothing"];
}
