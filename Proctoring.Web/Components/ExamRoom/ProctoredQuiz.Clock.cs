using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The deadline: breaks of the candidate, pauses and time changes of staff, and the end.</summary>
public sealed partial class ProctoredQuiz
{
    /// <summary>Asks first: a break uses up time that the candidate may want later.</summary>
    async Task TakeBreakAsync()
    {
        var agreed = await Dialogs.ShowMessageBoxAsync(
            L["Pause_AskTitle"],
            L["Pause_AskText", DisplayText.Duration(view!.BreakLeft)],
            yesText: L["Pause_Take"],
            cancelText: L["Pause_Continue"]
        );
        if (agreed != true || busy)
            return;
        (busy, trouble) = (true, null);
        try
        {
            // What was chosen before the break must not wait for its end.
            await FlushAsync(LastAnswers);
            if (!await Pauses.BeginBreakAsync(Access, gone.Token))
                trouble = L["Pause_Failed"];
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.BreakNotChanged(cause, Access.SessionId);
            trouble = L["Pause_Failed"];
        }
        finally
        {
            busy = false;
        }
    }

    Task FollowPauseAsync() => room?.FollowPauseAsync(view?.Pause is not null) ?? Task.CompletedTask;

    /// <summary>Takes over a new deadline, and the end. In the exam room, ExamProctoring reports the end.</summary>
    async Task TakeAsync(SessionNews news)
    {
        if (news is DeadlineNews { Change: var change } && view is not null)
        {
            changes = [.. changes, new(change.ChangedAt, change.Kind, change.Seconds, change.EndsAt, change.Reason)];
            view = After(changes[^1], view);
            StateHasChanged();
            await FollowPauseAsync();
        }
        else if (news is FinishedNews && view is { Proctored: false })
        {
            await Ended();
        }
        else if (news is MissedNews)
        {
            await CatchUpAsync();
        }
    }

    /// <summary>Reads the deadline and the end again, because news may have been missed.</summary>
    async Task CatchUpAsync()
    {
        try
        {
            if (over || view is null || await Opener.FindAsync(Access, gone.Token) is not { } now)
                return;
            changes = await Opener.TimeChangesAsync(Access, gone.Token);
            view = view with { EndsAt = now.EndsAt, BreakLeft = now.BreakLeft, Pause = now.Pause };
            StateHasChanged();
            await FollowPauseAsync();
            if (now is { Finished: true, Proctored: false })
                await Ended();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            // The database may be away. The browser ends the exam at the deadline that it knows.
            Log.ReportNotRead(cause, Access.SessionId);
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    static SessionView After(ReportedTimeChange change, SessionView view) =>
        view with
        {
            EndsAt = change.EndsAt,
            BreakLeft = change.Kind is TimeChangeKind.Break or TimeChangeKind.BreakEnded ? view.BreakLeft - change.Added : view.BreakLeft,
            Pause = change.Kind switch
            {
                TimeChangeKind.PauseEnded or TimeChangeKind.BreakEnded => null,
                TimeChangeKind.Pause or TimeChangeKind.Break => PauseView.Of(change),
                // Time that is added during a pause.
                _ => view.Pause is { } pause ? pause with { EndsAt = change.EndsAt } : null,
            },
        };
}
