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
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
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
        if (starting || preview is not { } seen || await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        (starting, problem) = (true, null);
        try
        {
            await Regrades.StartAsync(viewer, Id, seen.Version, reason, CancellationToken.None);
            (preview, reason) = (null, "");
        }
        catch (ValidationException refusal)
        {
            problem = $"Nothing was regraded: {refusal.Message}.";
        }
        finally
        {
            starting = false;
        }

        await LoadAsync();
    }

    static string Summary(RegradePreview found)
    {
        if (found.Sessions == 0)
            return "No session can be regraded.";
        var text = $"Sessions: {found.Sessions}, of which {found.Changed} change. Higher score: {found.Direction.Higher}, at most by "
            + $"{Number(found.Largest.Rise)} percentage points. Lower score: {found.Direction.Lower}, at most by "
            + $"{Number(found.Largest.Fall)} percentage points. Newly passed: {found.Turned.Passes}. "
            + $"No longer passed: {found.Turned.Fails}.";
        return text;
    }

    static string Progress(RegradeRunState entry)
    {
        var (run, done) = (entry.Run, $"{entry.Done} of {Sessions(entry.Run.Sessions)} regraded, {entry.Changed} with another result");
        if (entry.Waits)
            return $"Waiting: {done}. A server continues within a few minutes.";
        if (run.FinishedAt is null)
            return $"In progress: {done}.";
        var unfit = run.Unfit > 0 ? $" Not possible: {run.Unfit}." : "";
        var failed = run.Failed > 0 ? $" Failed: {run.Failed}; regrade again to try these once more." : "";
        return $"Finished: {done}.{unfit}{failed}";
    }

    static string Sessions(int count) => count == 1 ? "1 session" : $"{DisplayText.Number(count)} sessions";

    static string Number(decimal value) => value.ToString("0.##", CultureInfo.CurrentCulture);

    static string Score(decimal? value) => value is { } score ? $"{Number(score)} %" : "waits for grades";

    static string Result(RegradeChange change) =>
        (change.Before.Passed, change.After.Passed) switch
        {
            (false, true) => "now passed",
            (true, false) => "no longer passed",
            (_, true) => "passed",
            (_, false) => "not passed",
            _ => "–",
        };

    public void Dispose()
    {
        gone.Cancel();
        refresh?.Dispose();
        gone.Dispose();
    }
}
