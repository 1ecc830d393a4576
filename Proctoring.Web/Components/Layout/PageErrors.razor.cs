using Microsoft.AspNetCore.Components;
using Proctoring.Core.Storage;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components.Layout;

/// <summary>Explains that a page failed, with the next step. The framework logs the reason. While the database or the disk is unavailable,
/// the page loads again by itself.</summary>
public sealed partial class PageErrors : IDisposable
{
    readonly CancellationTokenSource gone = new();
    string? shown;
    bool unavailable;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    // Another page clears the error; a new theme of the same page does not.
    protected override void OnParametersSet()
    {
        if (shown is not null && shown != Navigation.Uri)
            Recover();
        shown = Navigation.Uri;
    }

    protected override async Task OnErrorAsync(Exception exception)
    {
        await base.OnErrorAsync(exception);
        unavailable = StorageFailure.IsUnavailable(exception);
        if (unavailable && RendererInfo.IsInteractive)
            _ = ReloadAsync();
    }

    async Task ReloadAsync()
    {
        try
        {
            await Task.Delay(StorageFailures.RetryAfter, Time, gone.Token);
            Navigation.Refresh(forceReload: true);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
