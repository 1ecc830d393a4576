using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows the pictures of similar flags side by side, and reports each one that has been in view.</summary>
public sealed partial class AlikeSheet : IAsyncDisposable
{
    ElementReference list;
    DotNetObjectReference<AlikeSheet>? self;
    IJSObjectReference? script;
    IJSObjectReference? watcher;
    int watched;
    bool left;

    [Parameter, EditorRequired]
    public Alike Alike { get; set; } = null!;

    /// <summary>The address of an evidence picture for this viewer.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    /// <summary>Called with the id of each flag whose picture has been in view.</summary>
    [Parameter, EditorRequired]
    public EventCallback<Guid> Seen { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    /// <summary>The best picture of each flag that has one: the last.</summary>
    List<(CaseFlag Flag, CasePicture Picture)> Shown =>
        [.. Alike.Flags.Where(flag => flag.Pictures.Count > 0).Select(flag => (flag, flag.Pictures[^1]))];

    /// <summary>Called by the script.</summary>
    [JSInvokable]
    public Task SeenAsync(Guid flag) => InvokeAsync(() => Seen.InvokeAsync(flag));

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var shown = Shown.Count;
        if (shown == 0 || shown == watched)
            return;
        watched = shown;
        try
        {
            if (watcher is not null)
            {
                await watcher.InvokeVoidAsync("observe");
                return;
            }

            self = DotNetObjectReference.Create(this);
            script = await Browser.ImportModuleAsync("./Components/Pages/Review/SessionReview/AlikeSheet.razor.js");
            watcher = await script.InvokeAsync<IJSObjectReference>("watch", list, self);
        }
        catch (Exception cause)
            when (left && cause is (JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException))
        {
            // The sheet was closed while the script was loading.
        }

        if (left)
            await ReleaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        left = true;
        await ReleaseAsync();
    }

    string At(DateTime time) => Clock.TimeWithSeconds(time);

    async Task ReleaseAsync()
    {
        var (stopping, loaded) = (watcher, script);
        (watcher, script) = (null, null);
        self?.Dispose();
        try
        {
            if (stopping is not null)
            {
                await stopping.InvokeVoidAsync("stop");
                await stopping.DisposeAsync();
            }

            if (loaded is not null)
                await loaded.DisposeAsync();
        }
        catch (Exception cause)
            when (cause is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser is gone, and its observer with it.
        }
    }
}
