using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The submission: the last answers first, then the end.</summary>
public sealed partial class ProctoredQuiz
{
    /// <summary>The last answers get this long to be stored before the quiz is submitted.</summary>
    static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    /// <summary>The same when the time is up; then it is repeated until nothing is left.</summary>
    static readonly TimeSpan LastAnswersOfAll = TimeSpan.FromSeconds(10);

    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>Submits the answers at the host page's request.</summary>
    public Task EndAsync() => view?.Status == SessionStatus.Running ? HandInAsync() : Task.CompletedTask;

    /// <summary>Called by the script when the candidate submits the exam in the review. Returns when it is over or continues.</summary>
    [JSInvokable]
    public Task SubmitFromSheet() =>
        InvokeAsync(async () =>
        {
            await HandInAsync();
            StateHasChanged();
        });

    bool TimeIsUp => view?.EndsAt <= Time.GetUtcNow().UtcDateTime;

    Task TimeUpAsync() => HandInAsync();

    async Task HandInAsync()
    {
        if (busy)
            return;
        (busy, trouble) = (true, null);
        StateHasChanged();
        try
        {
            var timeWasUp = TimeIsUp;
            var allSaved = await FlushAsync(timeWasUp ? LastAnswersOfAll : LastAnswers);
            // Answers without a connection are sent when it is back. If it does not come back, the server ends the session.
            while (!allSaved && TimeIsUp)
            {
                await Task.Delay(BetweenTries, Time, gone.Token);
                allSaved = await FlushAsync(LastAnswersOfAll);
            }

            if (!allSaved)
                trouble = timeWasUp ? null : L["Quiz_NotAllSaved"].Value;
            else if (room is not null)
                await (timeWasUp ? room.TimeOutAsync() : room.EndAsync());
            else if (await SubmitAloneAsync(timeWasUp) is not null)
                await Ended();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotSubmitted(cause, Access.SessionId);
            trouble = L["Quiz_SubmitFailed"];
            // It may be over without the page around it having shown that. Another attempt can.
            over = false;
        }
        finally
        {
            // Not over if an answer is not saved, or the time was extended in the meantime.
            busy = over;
        }
    }

    Task<ReportContent?> SubmitAloneAsync(bool timeIsUp) =>
        timeIsUp ? Closer.TimeOutAsync(Access, gone.Token) : Closer.SubmitAsync(Access, null, gone.Token);

    /// <summary>Waits until the server has the browser's last answers. False if some are still pending.</summary>
    async Task<bool> FlushAsync(TimeSpan limit) =>
        opening is null || (await OpenedAsync(limit) is { } script && await script.DrainAsync(limit));

    async Task Ended()
    {
        over = true;
        if (await OpenedAsync(LastAnswers) is { } script)
            await script.LeaveAsync();
        await OnEnded.InvokeAsync();
    }

    /// <summary>The script when it has opened the sheet; null if the browser does not answer in time.</summary>
    async Task<AnswerScript?> OpenedAsync(TimeSpan limit)
    {
        try
        {
            return opening is null ? null : await opening.WaitAsync(limit, Time, gone.Token);
        }
        catch (Exception cause) when (cause is TimeoutException or JSException or JSDisconnectedException or OperationCanceledException)
        {
            Log.BrowserSilent(cause, Access.SessionId, "open");
            return null;
        }
    }
}
