using Microsoft.JSInterop;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The part of the exam room that runs in the browser: see ExamProctoring.razor.js.</summary>
internal sealed class RoomScript : IAsyncDisposable
{
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
        catch (JSException)
        {
            return "no_connection";
        }
    }

    public ValueTask StartAsync() => room.InvokeVoidAsync("start");

    public ValueTask StopAsync() => room.InvokeVoidAsync("stop");

    public ValueTask UseThisWindowAsync() => room.InvokeVoidAsync("useThisWindow");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await room.InvokeVoidAsync("leave");
            await room.DisposeAsync();
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page has gone, and all of this with it.
        }

        owner.Dispose();
    }

    sealed record ReferenceAnswer(string Outcome, float? Similarity);
}
