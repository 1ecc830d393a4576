using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the candidate's camera and opens it together with the microphone. It explains their purpose before the browser asks, and
/// the remedy for each way in which they can fail. The page has one camera, whichever component shows it.</summary>
public sealed partial class WebcamCapture : IAsyncDisposable
{
    const string Module = "./Components/ExamRoom/WebcamCapture.razor.js";

    DotNetObjectReference<WebcamCapture>? self;
    IJSObjectReference? view;
    ElementReference video;
    CameraReport report = CameraReport.Off;
    CameraAdvice? advice;
    bool ready;

    /// <summary>A thumbnail without explanations.</summary>
    [Parameter]
    public bool Compact { get; set; }

    /// <summary>Whether the policy stores the audio around a speech flag.</summary>
    [Parameter]
    public bool KeepsSound { get; set; }

    /// <summary>Why the camera is needed; null for the purpose of an exam.</summary>
    [Parameter]
    public string? Purpose { get; set; }

    /// <summary>Drawn over the picture while the camera runs.</summary>
    [Parameter]
    public RenderFragment? Overlay { get; set; }

    /// <summary>Opens the camera without waiting for a click. A resumed exam has explained it before.</summary>
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
        view = await Browser.CallModuleAsync<IJSObjectReference>(Module, "view", video, self, OpenAtOnce);
        // Only now, so that an unnecessary button does not appear for a moment.
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

    Task OpenMicrophoneAsync() => OpenMicrophoneAsync(null);

    async Task OpenMicrophoneAsync(string? deviceId)
    {
        if (view is not null)
            await view.InvokeVoidAsync("openMicrophone", deviceId);
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
        }
        catch (Exception cause) when (cause is JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed or does not answer any longer. The camera closes with it.
        }

        self?.Dispose();
    }
}
