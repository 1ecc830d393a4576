using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>
/// Asks for the reason of a dismissal or verdict, or for a note: a digit chooses a frequent reason, or the reviewer writes one.
/// </summary>
public sealed partial class CasePanelView
{
    MudTextField<string> field = null!;
    string? text;
    bool aboutFlag = true;

    [CascadingParameter]
    CaseActions Actions { get; set; } = null!;

    [Parameter]
    public EventCallback Changed { get; set; }

    string Title =>
        Actions switch
        {
            { Panel: CasePanel.Dismiss } => L["Panel_WhyDismiss"],
            { Panel: CasePanel.Note } => L["Panel_NoteTitle"],
            { Panel: CasePanel.Withdraw } => L["Panel_WhyWithdraw"],
            { Pending: not null } => L["Panel_Anyway"],
            { Chosen: { } verdict } => L["Panel_WhyVerdict", ReviewText.Of(verdict)],
            _ => L["Panel_VerdictTitle"],
        };

    string Label => L[Actions.Panel == CasePanel.Note ? "Panel_NoteLabel" : "Panel_ReasonLabel"];

    string SendLabel =>
        Actions.Panel switch
        {
            CasePanel.Dismiss => L["Bar_Dismiss"],
            CasePanel.Verdict => L["Panel_GiveVerdict"],
            CasePanel.Withdraw => L["Bar_Withdraw"],
            _ => L["Panel_SaveNote"],
        };

    int Longest => Actions.Panel == CasePanel.Note ? ReviewLimits.Note : ReviewLimits.Reason;

    IReadOnlyList<QuickReason> Quick => Actions.QuickReasons;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Without reasons to choose from, the reviewer writes at once.
        if (firstRender && Actions.Panel is CasePanel.Note or CasePanel.Withdraw)
            await field.FocusAsync();
    }

    Task ChooseAsync(Verdict verdict)
    {
        Actions.Choose(verdict);
        return Changed.InvokeAsync();
    }

    /// <summary>The second half of a double click on a verdict is no reason for it.</summary>
    Task ChooseAsync(MouseEventArgs click, string reason) => click.Detail > 1 ? Task.CompletedTask : SendAsync(reason);

    async Task AcceptAsync(MouseEventArgs click)
    {
        // The second half of a double click on a reason accepts nothing.
        if (click.Detail > 1)
            return;
        await Actions.AcceptDoubtsAsync(default);
        await Changed.InvokeAsync();
    }

    Task CloseAsync()
    {
        Actions.Close();
        return Changed.InvokeAsync();
    }

    async Task SendAsync(string? words)
    {
        await (
            Actions.Panel switch
            {
                CasePanel.Dismiss => Actions.DecideAsync(Decision.Dismissed, words, default),
                CasePanel.Note => Actions.WriteNoteAsync(words, aboutFlag, default),
                CasePanel.Verdict => Actions.GiveVerdictAsync(words, default),
                CasePanel.Withdraw => Actions.WithdrawVerdictAsync(words, default),
                // Sent twice: the first has closed the panel.
                _ => Task.CompletedTask,
            }
        );
        await Changed.InvokeAsync();
    }
}
