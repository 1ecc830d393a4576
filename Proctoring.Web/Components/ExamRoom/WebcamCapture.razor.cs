using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>
/// Shows the candidate's camera and opens it together with the microphone. It explains why they are needed before the browser asks,
/// and what to do about each way they can fail. The page has one camera, whichever component shows it.
/// </summary>
public sealed partial class WebcamCapture : IAsyncDisposable
{
    DotNetObjectReference<WebcamCapture>? self;
    IJSObjectReference? script;
    IJSObjectReference? view;
    ElementReference video;
    CameraReport report = CameraReport.Off;
    CameraAdvice? advice;
    bool ready;

    /// <summary>A thumbnail without explanations.</summary>
    [Parameter]
    public bool Compact { get; set; }

    /// <summary>The policy stores the seconds of sound around a speech flag.</summary>
    [Parameter]
    public bool KeepsSound { get; set; }

    /// <summary>Opens the camera without waiting for a click: when an exam resumes, because it has been explained before.</summary>
    [Parameter]
    public bool OpenAtOnce { get; set; }

    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>Called after each change.</summary>
    [Parameter]
    public EventCallback<CameraReport> Changed { get; set; }

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        self = DotNetObjectReference.Create(this);
        script = await Browser.InvokeAsync<IJSObjectReference>("import", "./Components/ExamRoom/WebcamCapture.razor.js");
        view = await script.InvokeAsync<IJSObjectReference>("view", video, self);
        var state = await view.InvokeAsync<CameraReport>("state");
        await CameraChanged(state ?? CameraReport.Off);
        if (report.Status == "off" && (OpenAtOnce || await script.InvokeAsync<bool>("allowed")))
            await OpenAsync(null);
        // Only now, so that the button does not appear for a moment if nobody needs it.
        ready = true;
        StateHasChanged();
    }

    /// <summary>Called by the script after each change of the camera.</summary>
    [JSInvokable]
    public Task CameraChanged(CameraReport state) =>
        InvokeAsync(async () =>
        {
            report = state;
            advice = CameraAdvice.For(state, Frame is not null);
            StateHasChanged();
            await Changed.InvokeAsync(state);
        });

    async Task OpenAsync(string? deviceId)
    {
        if (view is not null)
            await view.InvokeVoidAsync("open", deviceId);
    }

    async Task OpenMicrophoneAsync()
    {
        if (view is not null)
            await view.InvokeVoidAsync("openMicrophone");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (view is not null)
            {
                await view.InvokeVoidAsync("leave");
                await view.DisposeAsync();
            }

            if (script is not null)
                await script.DisposeAsync();
        }
        catch (Exception cause) when (cause is JSDisconnectedException or OperationCanceledException)
        {
            // The page has gone or does not answer any more. The camera ends with it.
        }

        self?.Dispose();
    }
}
