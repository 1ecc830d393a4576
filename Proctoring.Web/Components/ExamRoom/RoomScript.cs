using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The part of the exam room that runs in the browser: see ExamProctoring.razor.js.</summary>
internal sealed class RoomScript : IAsyncDisposable
{
    const string Module = "./Components/ExamRoom/ExamProctoring.razor.js";

    /// <summary>The timeout of a browser that can be reached. Its last signals get half of it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Longer than the server lets a request to turn the head last.</summary>
    static readonly TimeSpan ChallengePatience = TimeSpan.FromSeconds(150);

    readonly DotNetObjectReference<ExamProctoring> owner;
    readonly IJSObjectReference room;
    readonly Guid sessionId;
    readonly ILogger log;

    RoomScript(DotNetObjectReference<ExamProctoring> owner, IJSObjectReference room, Guid sessionId, ILogger log) =>
        (this.owner, this.room, this.sessionId, this.log) = (owner, room, sessionId, log);

    /// <summary>Returns the missing features of this browser as codes of <see cref="BrowserFault"/>; empty if there are none.</summary>
    public static async Task<IReadOnlyList<string>> CheckBrowserAsync(IJSRuntime browser) =>
        // A test page without a browser returns null.
        await browser.CallModuleAsync<string[]>(Module, "check") ?? [];

    /// <summary>Starts to connect. Changes of the connection are reported to the component.</summary>
    /// <param name="browser">The page.</param>
    /// <param name="access">The right to the session.</param>
    /// <param name="screen">The pictures of the screen that the session asks for.</param>
    /// <param name="component">Gets the changes.</param>
    /// <param name="log">Its log.</param>
    public static async Task<RoomScript> EnterAsync(
        IJSRuntime browser,
        SessionAccess access,
        ScreenCapture screen,
        ExamProctoring component,
        ILogger log
    )
    {
        var owner = DotNetObjectReference.Create(component);
        var room = await browser.CallModuleAsync<IJSObjectReference>(
            Module,
            "enter",
            access.SessionId.ToString("D"),
            access.Token,
            owner,
            screen.Seconds
        );
        return new RoomScript(owner, room!, access.SessionId, log);
    }

    /// <summary>Returns whether the browser can show a page full screen.</summary>
    public static Task<bool> CanFullscreenAsync(IJSRuntime browser) => browser.CallModuleAsync<bool>(Module, "canFullscreen");

    /// <summary>Sends the camera's picture as the reference picture. Returns the outcome in the form of the wire, and the address of the
    /// picture in the browser.</summary>
    public async Task<(string Outcome, string? Photo)> TakeReferenceAsync()
    {
        try
        {
            var answer = await room.InvokeAsync<ReferenceAnswer>("takeReference");
            return (answer.Outcome, answer.Photo);
        }
        catch (Exception cause) when (cause is JSException or OperationCanceledException)
        {
            log.ReferenceNotSent(cause, sessionId);
            return ("no_connection", null);
        }
    }

    /// <summary>Sends the camera's picture for a check by a person. Returns the outcome in the form of the wire, and the address of the
    /// picture in the browser.</summary>
    /// <param name="document">Whether it shows the identity document.</param>
    public async Task<(string Outcome, string? Photo)> TakeIdentityPhotoAsync(bool document)
    {
        try
        {
            var answer = await room.InvokeAsync<ReferenceAnswer>("takeIdentityPhoto", document);
            return (answer.Outcome, answer.Photo);
        }
        catch (Exception cause) when (cause is JSException or OperationCanceledException)
        {
            log.ReferenceNotSent(cause, sessionId);
            return ("no_connection", null);
        }
    }

    /// <summary>Sends pictures while the candidate turns the head, and reports to the component what is wanted. Returns the result in the
    /// form of the wire, or "unavailable".</summary>
    public async Task<string> TurnHeadAsync()
    {
        using var limit = new CancellationTokenSource(ChallengePatience);
        try
        {
            return await room.InvokeAsync<string?>("turnHead", limit.Token) is { } result and ("passed" or "not_passed" or "not_judged")
                ? result
                : "unavailable";
        }
        catch (Exception cause) when (IsGone(cause))
        {
            log.BrowserSilent(cause, sessionId, "turnHead");
            return "unavailable";
        }
    }

    /// <summary>Reports that the candidate cannot turn the head.</summary>
    public Task<bool> DeclineTurnAsync() => TellAsync("declineTurn");

    /// <summary>Reports during the exam that the candidate cannot turn the head.</summary>
    public Task<bool> DeclineTurnRequestAsync() => TellAsync("declineTurnRequest");

    /// <summary>Starts monitoring. If the call does not reach the browser, monitoring starts by itself after a while.</summary>
    /// <param name="allowed">The ids of rules that the policy or an accommodation switches off. The page does not block their acts.</param>
    public Task<bool> StartAsync(IReadOnlyList<string> allowed) => TellAsync("start", allowed.ToArray());

    /// <summary>Stops monitoring; the camera stays on. False if the browser did not answer in time.</summary>
    public Task<bool> StopAsync() => TellAsync("stop");

    /// <summary>Pauses monitoring until it is resumed.</summary>
    public Task<bool> PauseAsync() => TellAsync("pause");

    public Task<bool> ResumeAsync() => TellAsync("resume");

    /// <summary>Takes a picture of the screen for a flag.</summary>
    public Task<bool> FlaggedAsync() => TellAsync("flagged");

    public Task<bool> UseThisWindowAsync() => TellAsync("useThisWindow");

    /// <summary>Returns whether the browser's connection has been stable for a while. False also if the browser does not answer.</summary>
    public async Task<bool> LineStandsAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await room.InvokeAsync<bool>("lineStands", limit.Token);
        }
        catch (Exception cause) when (IsGone(cause))
        {
            log.BrowserSilent(cause, sessionId, "lineStands");
            return false;
        }
    }

    /// <summary>Leaves the room and switches the camera off. Never fails and never takes long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await TellAsync("leave"))
        {
            try
            {
                await room.DisposeAsync();
            }
            catch (Exception cause) when (IsGone(cause))
            {
                // The page has closed, and the script with it.
                log.BrowserSilent(cause, sessionId, "dispose");
            }
        }

        owner.Dispose();
    }

    async Task<bool> TellAsync(string what, object? value = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await room.InvokeVoidAsync(what, limit.Token, value);
            return true;
        }
        catch (Exception cause) when (IsGone(cause))
        {
            // The page is disconnected, for a while or for good.
            log.BrowserSilent(cause, sessionId, what);
            return false;
        }
    }

    static bool IsGone(Exception cause) =>
        cause is JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException;

    sealed record ReferenceAnswer(string Outcome, string? Photo = null);
}
