using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows one question with the candidate's answer, the correct answer and the explanation.</summary>
public sealed partial class AnswerCard
{
    [Parameter, EditorRequired]
    public ReportedAnswer Answer { get; set; } = null!;

    /// <summary>The language of the exam, for <c>lang</c>; empty if unknown.</summary>
    [Parameter]
    public string Language { get; set; } = "";
}
