using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.CheckSetup;

/// <summary>Shows the microphone's level and plays back a short recording. The sound stays in the browser.</summary>
public sealed partial class MicrophoneCheck : IAsyncDisposable
{
    DotNetObjectReference<MicrophoneCheck>? self;
    IJSObjectReference? script;
    IJSObjectReference? listening;
    ElementReference meter;
    ElementReference player;
    bool heard;
    bool recording;
    bool failed;
    bool busy;

    /// <summary>Ends when the script listens to the microphone that is shown, or could not be loaded.</summary>
    Task settled = Task.CompletedTask;

    /// <summary>The meter that the script fills; null while it does not listen.</summary>
    string? filled;

    /// <summary>The state of the microphone, as the camera reports it.</summary>
    [Parameter, EditorRequired]
    public string? State { get; set; }

    /// <summary>Called once when sound is heard.</summary>
    [Parameter]
    public EventCallback HeardChanged { get; set; }

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    /// <summary>Called by the script when sound is heard for the first time.</summary>
    [JSInvokable]
    public Task Heard() =>
        InvokeAsync(async () =>
        {
            heard = true;
            StateHasChanged();
            await HeardChanged.InvokeAsync();
        });

    /// <summary>The meter that the page shows; null while there is no microphone. A microphone that is back has a new one.</summary>
    string? Shown => State is "live" or "muted" ? meter.Id : null;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        while (!busy && Shown != filled)
        {
            busy = true;
            var settling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            settled = settling.Task;
            try
            {
                await StopAsync();
                await ListenAsync();
            }
            catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
            {
                // The page has closed, or its script could not be loaded: then there is no level, and "Record" says that it failed.
                return;
            }
            finally
            {
                busy = false;
                settling.SetResult();
            }
        }
    }

    async Task ListenAsync()
    {
        if (Shown is not { } wanted)
            return;
        filled = wanted;
        self ??= DotNetObjectReference.Create(this);
        script ??= await Browser.ImportModuleAsync("./js/setup/microphone.js");
        listening = await script.InvokeAsync<IJSObjectReference>("listen", meter, player, self);
    }

    async Task StopAsync()
    {
        filled = null;
        if (listening is not { } last)
            return;
        listening = null;
        await last.InvokeVoidAsync("stop");
        await last.DisposeAsync();
    }

    async Task RecordAsync()
    {
        if (recording)
            return;
        (recording, failed) = (true, false);
        StateHasChanged();
        try
        {
            await settled;
            failed = listening is null || !await listening.InvokeAsync<bool>("record");
        }
        catch (Exception cause) when (cause is JSException or OperationCanceledException)
        {
            failed = true;
        }
        finally
        {
            recording = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
            if (script is not null)
                await script.DisposeAsync();
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, and the script with it.
        }

        self?.Dispose();
    }
}
