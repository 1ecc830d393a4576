using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Warns the candidate with the detection and the remedy. One warning at a time, in the flow of the page, so that it covers
/// nothing. When its reason ends, it confirms that and disappears; Escape and its button close it.</summary>
public sealed partial class ProctoringWarning : IAsyncDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The conditions after which the camera sees the candidate again.</summary>
    static readonly HashSet<string> SeenAgain =
    [
        "face_not_detected",
        "face_blocked",
        "face_mismatch",
        "camera_blocked",
        "camera_frozen",
        "camera_lost",
        "too_dark",
    ];

    readonly WarningList board = new();
    ElementReference place;
    Guid? revealed;
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
        {
            await RevealAsync();
            return;
        }

        following = Feed.Follow(SessionId, news => _ = InvokeAsync(() => Take(news)));
        timer = Time.CreateTimer(_ => _ = InvokeAsync(Look), null, LookEvery, LookEvery);
        self = DotNetObjectReference.Create(this);
        try
        {
            script = await Browser.ImportModuleAsync("./Components/ExamRoom/ProctoringWarning.razor.js");
            await script.InvokeVoidAsync("onEscape", self);
        }
        catch (JSException)
        {
            // The script could not be loaded. Warnings are shown and closed with their button all the same.
        }
    }

    /// <summary>Called by the script for Escape, and by the button.</summary>
    [JSInvokable]
    public void Dismiss()
    {
        board.Dismiss();
        StateHasChanged();
    }

    /// <summary>Brings a new warning into view, because the page may be scrolled.</summary>
    async Task RevealAsync()
    {
        if (script is null || board.Shown?.Id == revealed)
            return;
        revealed = board.Shown?.Id;
        if (revealed is null)
            return;
        try
        {
            await script.InvokeVoidAsync("reveal", place);
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page is disconnected or has closed. The warning is in it all the same.
        }
    }

    void Take(SessionNews news)
    {
        if (news is ViolationNews { Change: var change } && board.Apply(change, Time.GetUtcNow()))
            StateHasChanged();
        // A warning whose end was missed would stay.
        if (news is MissedNews)
            Dismiss();
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
