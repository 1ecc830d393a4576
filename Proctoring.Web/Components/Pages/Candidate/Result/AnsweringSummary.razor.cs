using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows candidates the same facts about their answer times that reviewers read.</summary>
public sealed partial class AnsweringSummary
{
    SessionAnswering? facts;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Inject]
    CaseAnswering Answering { get; set; } = null!;

    protected override async Task OnInitializedAsync() => facts = await Answering.FindAsync(Access, CancellationToken.None);
}
