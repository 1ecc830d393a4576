using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.SetupCheck;

namespace Proctoring.Web.Components.Pages.Candidate.CheckSetup;

/// <summary>Lets anyone check their computer before an exam: browser, connection, displays, camera and microphone, and practise a minute.
/// Nothing is stored.</summary>
public sealed partial class CheckSetupPage : IAsyncDisposable
{
    readonly CancellationTokenSource gone = new();
    IJSObjectReference? script;
    SetupReport? report;
    IReadOnlyList<SetupResult> results = [];
    CameraReport camera = CameraReport.Off;
    string? guidance;
    bool heard;
    bool running;
    bool live;
    bool? copied;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    internal SetupKeys Keys { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ILogger<CheckSetupPage> Log { get; set; } = null!;

    /// <summary>The results for support, in English, because support may read another language than the candidate.</summary>
    string Summary
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"System check {Time.GetUtcNow():yyyy-MM-dd HH:mm} UTC").AppendLine();
            foreach (var result in results)
                text.Append(CultureInfo.InvariantCulture, $"{result.Id}: {result.State.ToString().ToLowerInvariant()} {result.Raw}")
                    .AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"camera: {camera.Status} {camera.Failure} guidance {guidance ?? "none"}")
                .AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"microphone: {camera.Microphone} sound {(heard ? "heard" : "not heard")}");
            return text.ToString();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        live = true;
        StateHasChanged();
        await CheckAsync();
        StateHasChanged();
    }

    async Task CheckAsync()
    {
        if (running)
            return;
        running = true;
        StateHasChanged();
        try
        {
            script ??= await Browser.ImportModuleAsync("./js/setup/checks.js", gone.Token);
            report = await script.InvokeAsync<SetupReport?>("run", gone.Token, Keys.Issue());
            results = report is null ? [] : SetupResult.Of(report);
        }
        catch (JSException cause)
        {
            LogNotChecked(Log, cause);
            results = [new SetupResult("browser", SetupState.Bad, L["CheckSetup_Failed"], "the checks did not run")];
        }
        catch (Exception cause) when (cause is OperationCanceledException or JSDisconnectedException)
        {
            // The page has closed.
        }
        finally
        {
            running = false;
        }
    }

    void CameraChanged(CameraReport state) => camera = state;

    void GuidanceChanged(string now) => guidance = now;

    async Task CopyAsync() => copied = script is not null && await script.InvokeAsync<bool>("copy", gone.Token, Summary);

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        gone.Dispose();
        try
        {
            if (script is not null)
                await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page has closed, and the script with it.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The system check failed in a browser")]
    static partial void LogNotChecked(ILogger log, Exception cause);
}
