using Microsoft.JSInterop;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The part of the exam room that runs in the browser: see ExamProctoring.razor.js.</summary>
internal sealed class RoomScript : IAsyncDisposable
{
    /// <summary>A browser that can be reached answers within this; its last signals get half of it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    readonly DotNetObjectReference<ExamProctoring> owner;
    readonly IJSObjectReference script;
    readonly IJSObjectReference room;

    RoomScript(DotNetObjectReference<ExamProctoring> owner, IJSObjectReference script, IJSObjectReference room) =>
        (this.owner, this.script, this.room) = (owner, script, room);

    /// <summary>Begins to connect; the connection's changes are told to the component.</summary>
    public static async Task<RoomScript> EnterAsync(IJSRuntime browser, SessionAccess access, ExamProctoring component)
    {
        var owner = DotNetObjectReference.Create(component);
        var script = await browser.InvokeAsync<IJSObjectReference>("import", "./Components/ExamRoom/ExamProctoring.razor.js");
        var room = await script.InvokeAsync<IJSObjectReference>("enter", access.SessionId.ToString("D"), access.Token, owner);
        return new RoomScript(owner, script, room);
    }

    public ValueTask<bool> CanFullscreenAsync() => script.InvokeAsync<bool>("canFullscreen");

    /// <summary>Sends what the camera sees as the reference picture; the outcome as it comes over the wire.</summary>
    public async Task<string> TakeReferenceAsync()
    {
        try
        {
            return (await room.InvokeAsync<ReferenceAnswer>("takeReference")).Outcome;
        }
        catch (Exception cause) when (cause is JSException or OperationCanceledException)
        {
            return "no_connection";
        }
    }

    /// <summary>Watches; best effort: where it is not heard, the browser goes on by itself after a while.</summary>
    public Task<bool> StartAsync() => TellAsync("start");

    /// <summary>Stops watching, the camera stays on; false where the browser did not answer in time.</summary>
    public Task<bool> StopAsync() => TellAsync("stop");

    /// <summary>Stops watching until told otherwise.</summary>
    public Task<bool> PauseAsync() => TellAsync("pause");

    public Task<bool> ResumeAsync() => TellAsync("resume");

    public Task<bool> UseThisWindowAsync() => TellAsync("useThisWindow");

    /// <summary>Leaves the room and switches the camera off; never fails, and never takes long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await TellAsync("leave"))
        {
            try
            {
                await room.DisposeAsync();
                await script.DisposeAsync();
            }
            catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException)
            {
                // The page has gone, and all of this with it.
            }
        }

        owner.Dispose();
    }

    async Task<bool> TellAsync(string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await room.InvokeVoidAsync(what, limit.Token);
            return true;
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException or InvalidOperationException)
        {
            // The page is away for a while, or for good.
            return false;
        }
    }

    sealed record ReferenceAnswer(string Outcome);
}
