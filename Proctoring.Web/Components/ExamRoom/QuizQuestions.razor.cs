using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The place of the questions. The script js/exam/answers.js draws them, takes the choices and stores them in the browser before
/// it sends them.</summary>
public sealed partial class QuizQuestions
{
    /// <summary>No more answers are accepted.</summary>
    [Parameter]
    public bool Locked { get; set; }

    /// <summary>Whether another window is monitored, so that this one shows no questions.</summary>
    [Parameter]
    public bool Elsewhere { get; set; }
}
