using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.SetupCheck;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Guides the candidate to a good picture while the camera runs: an oval on the preview, and what to correct first.</summary>
public sealed partial class CameraGuideOverlay : IAsyncDisposable
{
    DotNetObjectReference<CameraGuideOverlay>? self;
    IJSObjectReference? guide;
    string? guidance;

    /// <summary>Called after each change of the guidance: "good", or the name of what to correct.</summary>
    [Parameter]
    public EventCallback<string> Changed { get; set; }

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    SetupKeys Keys { get; set; } = null!;

    string State =>
        guidance switch
        {
            null => "",
            "good" => "good",
            _ => "again",
        };

    string Text => guidance is null ? L["Guide_waiting"] : L[$"Guide_{guidance}"];

    /// <summary>Called by the script with each answer of the server.</summary>
    [JSInvokable]
    public Task Looked(LookReport look) =>
        InvokeAsync(async () =>
        {
            if (guidance == look.Guidance || L[$"Guide_{look.Guidance}"].ResourceNotFound)
                return;
            guidance = look.Guidance;
            StateHasChanged();
            await Changed.InvokeAsync(guidance);
        });

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        self = DotNetObjectReference.Create(this);
        guide = await Browser.CallModuleAsync<IJSObjectReference>("./js/setup/guide.js", "guide", Keys.Issue(), self);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (guide is not null)
            {
                await guide.InvokeVoidAsync("stop");
                await guide.DisposeAsync();
            }
        }
        catch (Exception cause) when (cause is JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, and the script with it.
        }

        self?.Dispose();
    }

    /// <summary>The server's answer, as the script passes it on.</summary>
    public sealed record LookReport(string Guidance);
}
