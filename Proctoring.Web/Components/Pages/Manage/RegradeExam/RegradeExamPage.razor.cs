using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews.Regrading;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.RegradeExam;

/// <summary>Shows what a regrade of an exam's ended sessions would change, orders it, and shows how far it is.</summary>
public sealed partial class RegradeExamPage : IDisposable
{
    static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource gone = new();
    CancellationTokenSource? computing;
    RegradeState? state;
    RegradePreview? preview;
    ITimer? refresh;
    string reason = "";
    string? problem;
    bool missing;
    bool starting;
    int computed;

    [Parameter]
    public int Id { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal Regrades Regrades { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    bool Runs => state?.Runs.Any(entry => entry.Run.FinishedAt is null) == true;

    bool Busy => starting || computing is not null || Runs;

    protected override async Task OnParametersSetAsync() => await LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        state = await Regrades.StateAsync(viewer, Id, gone.Token);
        missing = state is null;
        // While a server works, the page follows it.
        if (Runs)
        {
            refresh ??= Time.CreateTimer(_ => _ = InvokeAsync(RefreshAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            refresh.Change(RefreshEvery, Timeout.InfiniteTimeSpan);
        }
    }

    async Task RefreshAsync()
    {
        if (gone.IsCancellationRequested)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    async Task PreviewAsync(int? version)
    {
        if (Busy)
            return;
        (preview, problem, computed) = (null, null, 0);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(gone.Token);
        computing = source;
        StateHasChanged();
        var progress = new Progress<int>(number =>
        {
            computed = number;
            StateHasChanged();
        });
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            // Thousands of sessions take seconds; the page stays usable.
            preview = await Task.Run(() => Regrades.PreviewAsync(viewer, Id, version, progress, source.Token), source.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        finally
        {
            computing = null;
        }
    }

    async Task StartAsync()
    {
        if (starting || preview is not { } seen)
            return;
        // Before the rights are read: a second click must find it.
        (starting, problem) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            await Regrades.StartAsync(viewer, Id, seen.Version, reason, CancellationToken.None);
            (preview, reason) = (null, "");
        }
        catch (ValidationException)
        {
            // Its message is for the command. The page shows the state that it names.
            problem = L["Regrade_Refused"];
        }
        finally
        {
            starting = false;
        }

        await LoadAsync();
    }

    string Summary(RegradePreview found) =>
        found.Sessions == 0
            ? L["Regrade_NoSessions"]
            : L[
                "Regrade_Summary",
                DisplayText.Number(found.Sessions),
                DisplayText.Number(found.Changed),
                DisplayText.Number(found.Direction.Higher),
                Number(found.Largest.Rise),
                DisplayText.Number(found.Direction.Lower),
                Number(found.Largest.Fall),
                DisplayText.Number(found.Turned.Passes),
                DisplayText.Number(found.Turned.Fails)
            ];

    string Progress(RegradeRunState entry)
    {
        var run = entry.Run;
        var counts = new object[] { DisplayText.Number(entry.Done), DisplayText.Number(run.Sessions), DisplayText.Number(entry.Changed) };
        if (entry.Waits)
            return L["Regrade_Waiting", counts];
        if (run.FinishedAt is null)
            return L["Regrade_Running", counts];
        List<string> sentences = [L["Regrade_Finished", counts]];
        if (run.Unfit > 0)
            sentences.Add(L["Regrade_Unfit", DisplayText.Number(run.Unfit)]);
        if (run.Failed > 0)
            sentences.Add(L["Regrade_Failed", DisplayText.Number(run.Failed)]);
        return string.Join(' ', sentences);
    }

    string ObstacleText(RegradeObstacle obstacle) => L[$"Regrade_Obstacle_{obstacle.Cause}", obstacle.Question ?? 0];

    static string Number(decimal value) => value.ToString("0.##", CultureInfo.CurrentCulture);

    string Score(decimal? value) => value is { } score ? L["Regrade_Percent", Number(score)] : L["Regrade_NotGraded"];

    string Result(RegradeChange change) =>
        (change.Before.Passed, change.After.Passed) switch
        {
            (false, true) => L["Regrade_NowPassed"],
            (true, false) => L["Regrade_NoLongerPassed"],
            (_, true) => L["Regrade_Passed"],
            (_, false) => L["Regrade_NotPassed"],
            _ => "–",
        };

    public void Dispose()
    {
        gone.Cancel();
        refresh?.Dispose();
        gone.Dispose();
    }
}
