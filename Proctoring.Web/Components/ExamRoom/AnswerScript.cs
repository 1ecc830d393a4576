using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The browser's side of the questions: it draws them, and stores each answer until the server has acknowledged it. See
/// wwwroot/js/exam/answers.js.</summary>
internal sealed class AnswerScript : IAsyncDisposable
{
    const string Module = "./js/exam/answers.js";

    readonly DotNetObjectReference<ProctoredQuiz> owner;
    readonly IJSObjectReference? script;
    readonly Guid sessionId;
    readonly ILogger log;

    AnswerScript(DotNetObjectReference<ProctoredQuiz> owner, IJSObjectReference? script, Guid sessionId, ILogger log) =>
        (this.owner, this.script, this.sessionId, this.log) = (owner, script, sessionId, log);

    /// <summary>Imports the script ahead. Never fails.</summary>
    public static Task PreloadAsync(IJSRuntime browser) => browser.PreloadModuleAsync(Module);

    /// <summary>Opens the sheet. The exam runs, so the browser sends its pending answers at once.</summary>
    /// <param name="browser">The page.</param>
    /// <param name="component">Gets the candidate's acts.</param>
    /// <param name="sheet">The questions and the stored answers.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="log">Its log.</param>
    public static async Task<AnswerScript> OpenAsync(
        IJSRuntime browser,
        ProctoredQuiz component,
        ExamSheet sheet,
        DateTimeOffset now,
        ILogger log
    )
    {
        var owner = DotNetObjectReference.Create(component);
        var script = await browser.CallModuleAsync<IJSObjectReference>(Module, "open", sheet, owner, now.ToUnixTimeMilliseconds());
        return new AnswerScript(owner, script, sheet.SessionId, log);
    }

    /// <summary>Waits until the browser has nothing left to send, but no longer than the limit. False if an answer is still pending or the
    /// browser does not respond.</summary>
    public async Task<bool> DrainAsync(TimeSpan limit)
    {
        if (script is null)
            return true;
        using var patience = new CancellationTokenSource(limit + TimeSpan.FromSeconds(1));
        try
        {
            return await script.InvokeAsync<bool>("drain", patience.Token, limit.TotalMilliseconds);
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            log.BrowserSilent(cause, sessionId, "drain");
            return false;
        }
    }

    /// <summary>Reports that the page leaves the exam because it is over. Never fails.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            if (script is not null)
                await script.InvokeVoidAsync("leave");
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page asks the candidate once more; nothing else depends on it.
            log.BrowserSilent(cause, sessionId, "leave");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (script is not null)
            {
                await script.InvokeVoidAsync("close");
                await script.DisposeAsync();
            }
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, and the script with it. Its answers stay in the browser.
            log.BrowserSilent(cause, sessionId, "close");
        }

        owner.Dispose();
    }
}
