using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>One question at a time, with the way to all others.</summary>
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

    /// <summary>The place of the question that is shown, from 0.</summary>
    [Parameter]
    public int Current { get; set; }

    [Parameter]
    public EventCallback<int> CurrentChanged { get; set; }

    /// <summary>A choice was made for the question that is shown.</summary>
    [Parameter]
    public EventCallback<int> Chose { get; set; }

    /// <summary>How the newest answers stand.</summary>
    [Parameter]
    public SaveState Saving { get; set; }

    /// <summary>No more answers are taken.</summary>
    [Parameter]
    public bool Locked { get; set; }

    readonly Dictionary<int, ElementReference> boxes = [];

    static bool Rtl => Core.Localization.Language.Current.RightToLeft;

    QuestionView Question => Questions[Current];

    int? Chosen => Answers.TryGetValue(Question.Id, out var choice) ? choice : null;

    (string Icon, string Text)? SaveWords => Saving switch
    {
        SaveState.Saving => (Icons.Material.Outlined.CloudUpload, L["Saving_Saving"]),
        SaveState.Saved => (Icons.Material.Outlined.CloudDone, L["Saving_Saved"]),
        SaveState.Retrying => (Icons.Material.Outlined.CloudOff, L["Saving_Retrying"]),
        SaveState.Closed => (Icons.Material.Outlined.LockClock, L["Saving_Closed"]),
        _ => null,
    };

    Task Choose(int choice) => Locked ? Task.CompletedTask : Chose.InvokeAsync(choice);

    // The digits choose where the question has the focus; with a modifier they belong to the browser.
    async Task TakeKeyAsync(KeyboardEventArgs key)
    {
        if (Locked || key is not { CtrlKey: false, AltKey: false, MetaKey: false, Key: [>= '1' and <= '9'] })
            return;
        var choice = key.Key[0] - '1';
        if (choice >= Question.Choices.Count)
            return;
        await Choose(choice);
        // The arrows go on from what was chosen.
        await boxes[choice].FocusAsync();
    }
}
