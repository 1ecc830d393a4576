using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

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
    bool opening;

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

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The elements exist only while there is a microphone.
        if (opening || listening is not null || State is not ("live" or "muted"))
            return;
        opening = true;
        self ??= DotNetObjectReference.Create(this);
        script ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./js/setup/microphone.js");
        listening = await script.InvokeAsync<IJSObjectReference>("listen", meter, player, self);
    }

    async Task RecordAsync()
    {
        if (listening is null || recording)
            return;
        (recording, failed) = (true, false);
        StateHasChanged();
        try
        {
            failed = !await listening.InvokeAsync<bool>("record");
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
            if (listening is not null)
            {
                await listening.InvokeVoidAsync("stop");
                await listening.DisposeAsync();
            }

            if (script is not null)
                await script.DisposeAsync();
        }
        catch (Exception cause) when (cause is JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, and the script with it.
        }

        self?.Dispose();
    }
}
