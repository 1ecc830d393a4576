using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Asks for the reason of a dismissal or verdict, or for a note: by a digit, or in one's own words.</summary>
public sealed partial class CasePanelView
{
    MudTextField<string> field = null!;
    string? text;
    bool aboutFlag = true;

    [CascadingParameter]
    CaseActions Desk { get; set; } = null!;

    [Parameter]
    public EventCallback Changed { get; set; }

    string Title => Desk switch
    {
        { Panel: CasePanel.Dismiss } => "Why is it dismissed? A digit chooses, 0 lets you write.",
        { Panel: CasePanel.Note } => "A note for other reviewers; the candidate does not see it.",
        { Panel: CasePanel.Withdraw } => "Why is the verdict withdrawn?",
        { Chosen: { } verdict } => $"{ReviewText.Of(verdict)}: why? A digit chooses, 0 lets you write.",
        _ => "The verdict on the whole session",
    };

    string Label => Desk.Panel == CasePanel.Note ? "Note" : "Reason in your own words";

    int Longest => Desk.Panel == CasePanel.Note ? ReviewLimits.Note : ReviewLimits.Reason;

    IReadOnlyList<string> Quick => Desk switch
    {
        { Panel: CasePanel.Dismiss } => QuickReasons.Dismissal,
        { Panel: CasePanel.Verdict, Chosen: { } verdict } => QuickReasons.Of(verdict),
        _ => [],
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Where nothing can be chosen by a digit, one writes at once.
        if (firstRender && Desk.Panel is CasePanel.Note or CasePanel.Withdraw)
            await field.FocusAsync();
    }

    Task ChooseAsync(Verdict verdict)
    {
        Desk.Choose(verdict);
        return Changed.InvokeAsync();
    }

    /// <summary>The second half of a double click on a verdict is no reason for it.</summary>
    Task ChooseAsync(MouseEventArgs click, string reason) => click.Detail > 1 ? Task.CompletedTask : SendAsync(reason);

    Task CloseAsync()
    {
        Desk.Close();
        return Changed.InvokeAsync();
    }

    async Task SendAsync(string? words)
    {
        await (Desk.Panel switch
        {
            CasePanel.Dismiss => Desk.DecideAsync(Decision.Dismissed, words, default),
            CasePanel.Note => Desk.WriteNoteAsync(words, aboutFlag, default),
            CasePanel.Verdict => Desk.GiveVerdictAsync(words, default),
            CasePanel.Withdraw => Desk.WithdrawVerdictAsync(words, default),
            // Sent twice: the first has put the panel away.
            _ => Task.CompletedTask,
        });
        await Changed.InvokeAsync();
    }
}
