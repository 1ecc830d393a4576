using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows one question at a time, with links to all others. The script js/exam/answers.js takes the choices and stores them in the
/// browser before it sends them.</summary>
public sealed partial class QuizQuestions
{
    [Parameter, EditorRequired]
    public IReadOnlyList<QuestionView> Questions { get; set; } = [];

    /// <summary>The language of the questions, for <c>lang</c>; empty if unknown.</summary>
    [Parameter]
    public string Language { get; set; } = "";

    /// <summary>The choices so far, by question id.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<int, int> Answers { get; set; } = new Dictionary<int, int>();

    /// <summary>The index of the question that is shown, from 0.</summary>
    [Parameter]
    public int Current { get; set; }

    [Parameter]
    public EventCallback<int> CurrentChanged { get; set; }

    /// <summary>Whether the server has stored the received answers.</summary>
    [Parameter]
    public SaveState Saving { get; set; }

    /// <summary>No more answers are accepted.</summary>
    [Parameter]
    public bool Locked { get; set; }

    static bool Rtl => Core.Localization.Language.Current.RightToLeft;

    QuestionView Question => Questions[Current];

    int? Chosen => Answers.TryGetValue(Question.Id, out var choice) ? choice : null;
}
