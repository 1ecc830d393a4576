using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>One question with what was chosen, what was right, and why.</summary>
public sealed partial class AnswerCard
{
    [Parameter, EditorRequired]
    public ReportedAnswer Answer { get; set; } = null!;
}
