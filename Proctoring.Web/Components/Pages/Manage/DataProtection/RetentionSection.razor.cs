using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Privacy;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Shows what the next run of the retention deletes, starts a run, and lists the last ones.</summary>
public sealed partial class RetentionSection
{
    const int ListedRuns = 20;

    IReadOnlyList<RetentionLine>? lines;
    IReadOnlyList<RetentionRun> runs = [];
    bool busy;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal RetentionPlan Plan { get; set; } = null!;

    [Inject]
    internal RetentionRunner Runner { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is null)
            return;
        runs = await Plan.RunsAsync(ListedRuns, CancellationToken.None);
        lines = await Plan.PreviewAsync(CancellationToken.None);
    }

    async Task RunAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["Retention_RunTitle"],
            L["Retention_RunText"],
            yesText: L["Retention_Run"],
            cancelText: L["Manage_Back"]
        );
        if (sure is not true || busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            // Thousands of sessions take minutes, and SQLite does not yield: the page would not answer meanwhile.
            if (await Task.Run(() => Runner.RunAsync(viewer, null, CancellationToken.None)) is { } run)
                Snackbar.Add(
                    L["Retention_Done", RetentionLine.FromJson(run.Result).Sum(line => line.Items), run.Failures],
                    run.Failures == 0 ? MudBlazor.Severity.Success : MudBlazor.Severity.Warning
                );
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    string TypeOf(RetentionLine line) => L[$"Retention_Type{line.Type}"];

    string Day(DateTime utc) => DisplayText.Day(Clock.Local(utc));

    /// <summary>The data that a run deleted, with the numbers.</summary>
    string ResultOf(RetentionRun run)
    {
        if (run.FinishedAt is null)
            return L["Retention_Unfinished"];
        var deleted = RetentionLine.FromJson(run.Result).Where(line => line.Items > 0).ToList();
        return deleted.Count == 0 ? "0" : string.Join(", ", deleted.Select(line => $"{TypeOf(line)}: {DisplayText.Number(line.Items)}"));
    }
}
