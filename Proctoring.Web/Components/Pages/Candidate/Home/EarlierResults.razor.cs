using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.Home;

/// <summary>Links to the results of the exams that were taken in this browser.</summary>
public sealed partial class EarlierResults
{
    /// <summary>The finished sessions, newest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CandidateSession> Sessions { get; set; } = [];

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
