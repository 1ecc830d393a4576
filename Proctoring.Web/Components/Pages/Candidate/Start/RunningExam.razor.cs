using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Leads a candidate back to an exam that runs, or that they opened and did not start.</summary>
public sealed partial class RunningExam
{
    [Parameter, EditorRequired]
    public CandidateSession Session { get; set; } = null!;

    /// <summary>Further actions after the link to the exam.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Inject]
    TimeProvider Time { get; set; } = null!;

    bool Running => Session.Status == SessionStatus.Running;

    string HeadingId => $"running-{Session.Id:N}";

    string Seconds =>
        Math.Max(0, ((Session.EndsAt ?? default) - Time.GetUtcNow().UtcDateTime).TotalSeconds)
            .ToString("0.###", CultureInfo.InvariantCulture);
}
