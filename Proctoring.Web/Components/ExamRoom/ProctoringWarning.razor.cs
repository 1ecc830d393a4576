using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Warns the candidate with the detection and the remedy. One warning at a time, beside the question, never over an answer. It
/// disappears when its reason ends, or with Escape or its button.</summary>
public sealed partial class ProctoringWarning : IAsyncDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly WarningList board = new();
    DotNetObjectReference<ProctoringWarning>? self;
    IJSObjectReference? script;
    IDisposable? following;
    ITimer? timer;

    /// <summary>The session whose warnings are shown.</summary>
    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        following = Feed.Follow(SessionId, news => _ = InvokeAsync(() => Take(news)));
        timer = Time.CreateTimer(_ => _ = InvokeAsync(Look), null, LookEvery, LookEvery);
        self = DotNetObjectReference.Create(this);
        script = await Browser.InvokeAsync<IJSObjectReference>("import", "./Components/ExamRoom/ProctoringWarning.razor.js");
        await script.InvokeVoidAsync("onEscape", self);
    }

    /// <summary>Called by the script for Escape, and by the button.</summary>
    [JSInvokable]
    public void Dismiss()
    {
        board.Dismiss();
        StateHasChanged();
    }

    void Take(SessionNews news)
    {
        if (news is ViolationNews { Change: var change } && board.Apply(change, Time.GetUtcNow()))
            StateHasChanged();
    }

    void Look()
    {
        if (board.Expire(Time.GetUtcNow()))
            StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        following?.Dispose();
        if (timer is not null)
            await timer.DisposeAsync();
        try
        {
            if (script is not null)
            {
                await script.InvokeVoidAsync("forget");
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page has closed.
        }

        self?.Dispose();
    }
}
