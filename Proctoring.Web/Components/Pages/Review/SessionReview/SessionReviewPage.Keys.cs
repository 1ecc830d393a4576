using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The keys of the review page.</summary>
public sealed partial class SessionReviewPage
{
    /// <summary>Called by the script for each key of the page. Keys act one after the other.</summary>
    /// <param name="key">The key.</param>
    /// <param name="session">The session that the browser showed when the key was pressed.</param>
    [JSInvokable]
    public Task Key(string key, string? session) =>
        typed.RunAsync(async () =>
        {
            // A key is for the session that the reviewer saw, not for the one that took its place.
            if (actions.Case is not { Session.Id: var id } || Moving || session != id.ToString("D"))
                return;
            try
            {
                await (key is [>= '0' and <= '9' and var digit] ? DigitAsync(digit - '0') : KeyAsync(key));
            }
            catch (Exception cause) when (!gone.IsCancellationRequested)
            {
                actions.Fail(cause, L["Case_NotSaved"]);
            }

            StateHasChanged();
        });

    Task KeyAsync(string key)
    {
        switch (key)
        {
            case ReviewKeys.Next:
                actions.Move(1);
                break;
            case ReviewKeys.Previous:
                actions.Move(-1);
                break;
            case ReviewKeys.Boxes:
                actions.ToggleBoxes();
                break;
            case ReviewKeys.NextPicture:
                view?.Picture?.Step(1);
                break;
            case ReviewKeys.PreviousPicture:
                view?.Picture?.Step(-1);
                break;
            case ReviewKeys.Zoom:
            case ReviewKeys.Close when view?.Picture is { Zoomed: true }:
                view?.Picture?.ToggleZoom();
                break;
            case ReviewKeys.Play when view?.Picture is { } picture:
                return picture.TogglePlayAsync();
            case ReviewKeys.Alike:
                actions.ToggleAlike();
                break;
            case ReviewKeys.Close:
                actions.Close();
                break;
            case ReviewKeys.Dismiss:
                actions.Toggle(CasePanel.Dismiss);
                break;
            case ReviewKeys.Note:
                actions.Toggle(CasePanel.Note);
                break;
            case ReviewKeys.Verdict:
                actions.Toggle(CasePanel.Verdict);
                break;
            case ReviewKeys.Confirm when actions.CanDecide:
                return actions.DecideAsync(Decision.Confirmed, null, leaving);
            case ReviewKeys.Unsure when actions.CanDecide:
                return actions.DecideAsync(Decision.Unsure, null, leaving);
            case ReviewKeys.Undo when actions.CanUndo:
                return actions.UndoAsync(leaving);
            case ReviewKeys.Accept:
                return actions.AcceptDoubtsAsync(leaving);
            case ReviewKeys.Take when CanReview:
                return TakeAsync();
            case ReviewKeys.NextSession:
                return BesideAsync(true);
            case ReviewKeys.PreviousSession:
                return BesideAsync(false);
            case ReviewKeys.Help:
                return HelpAsync();
        }

        return Task.CompletedTask;
    }

    async Task DigitAsync(int digit)
    {
        var reason = actions.QuickReasons.FirstOrDefault(quick => quick.Digit == digit)?.Text;
        switch (actions.Panel)
        {
            case CasePanel.Dismiss when reason is not null:
                await actions.DecideAsync(Decision.Dismissed, reason, leaving);
                break;
            case CasePanel.Verdict when reason is not null:
                await actions.GiveVerdictAsync(reason, leaving);
                break;
            case CasePanel.Verdict when actions.Chosen is null && digit is >= 1 and <= 3:
                actions.Choose((Verdict)(digit - 1));
                break;
            case CasePanel.Dismiss or CasePanel.Verdict when digit == 0 && keys.Script is { } script:
                await script.InvokeVoidAsync("write");
                break;
        }
    }

    async Task HelpAsync() =>
        await Dialogs.ShowAsync<KeysDialog>(L["Key_Title"], new DialogOptions { CloseButton = true, BackdropClick = true });
}
