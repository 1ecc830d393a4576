using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>One running session, large: its picture, its events as they come, a word to the candidate, and the end.</summary>
public sealed partial class LiveSessionPage : IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(1);

    /// <summary>An ended session changes only if its candidate is readmitted.</summary>
    static readonly TimeSpan OnceOver = TimeSpan.FromSeconds(5);

    LiveTile? tile;
    LiveSessionDetails? details;
    IReadOnlyList<EndedSession> ended = [];
    IDisposable? following;
    RefreshTimer? pulse;
    bool left;
    DateTimeOffset lookedAt;
    volatile bool news;
    bool canIntervene;
    bool looked;
    bool failed;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    LiveWall Wall { get; set; } = null!;

    [Inject]
    Interventions Interventions { get; set; } = null!;

    [Inject]
    Readmissions Readmissions { get; set; } = null!;

    [Inject]
    ProctorFlags Flags { get; set; } = null!;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    ILogger<LiveSessionPage> Log { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LookAsync(default);
        if (left)
            return;
        following = Feed.Follow(Id, _ => news = true);
        pulse = new RefreshTimer(Time, Every, cancellation => InvokeAsync(() => BeatAsync(cancellation)));
    }

    /// <summary>Soon after something happened, and once a second for the picture and the clock.</summary>
    Task BeatAsync(CancellationToken cancellation) =>
        news || Time.GetUtcNow() - lookedAt >= (tile is null ? OnceOver : AtLeastEvery) ? LookAsync(cancellation) : Task.CompletedTask;

    async Task LookAsync(CancellationToken cancellation)
    {
        (news, lookedAt) = (false, Time.GetUtcNow());
        try
        {
            var viewer = await Access.ViewerAsync(StaffPolicies.Watch, cancellation);
            details = viewer is null ? null : await Wall.DetailsAsync(viewer, Id, cancellation);
            tile = viewer is null || details is null ? null : (await Wall.ReadAsync(viewer, Id, cancellation)).SingleOrDefault();
            canIntervene = viewer?.MayIntervene() == true;
            ended = viewer is null || details is not null ? [] : await Readmissions.ReadAsync(viewer, Id, cancellation);
            (looked, failed) = (true, false);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // The next look may work. Logged once: the page looks every second.
            if (!failed)
                LogNotRead(Log, cause);
            failed = true;
        }

        StateHasChanged();
    }

    async Task EndAsync()
    {
        var dialog = await Dialogs.ShowAsync<EndExamDialog>(
            L["End_Title"],
            new DialogParameters<EndExamDialog> { { end => end.Student, tile!.Student } }
        );
        if (await dialog.Result is { Canceled: false, Data: string reason })
            await InterveneAsync(viewer => Interventions.EndAsync(viewer, Id, reason, default));
    }

    string State =>
        details?.Pause is { } pause
            ? L[pause.Break ? "Pause_Break" : "Pause_Staff", Clock.Time(pause.Until)]
            : ReviewText.Of(tile!.Watching, tile.Connected);

    async Task PauseAsync()
    {
        var dialog = await Dialogs.ShowAsync<PauseExamDialog>(
            L["Pause_Title"],
            new DialogParameters<PauseExamDialog> { { paused => paused.Student, tile!.Student } }
        );
        if (await dialog.Result is { Canceled: false, Data: string reason })
            await InterveneAsync(viewer => Interventions.PauseAsync(viewer, Id, reason, default));
    }

    Task ResumeAsync() => InterveneAsync(viewer => Interventions.ResumeAsync(viewer, Id, default));

    async Task InterveneAsync(Func<StaffViewer, Task<ReviewOutcome>> act)
    {
        if (await Access.ViewerAsync(StaffPolicies.Intervene) is not { } viewer)
            return;
        if (ReviewText.Trouble(await act(viewer)) is { } trouble)
            Snackbar.Add(trouble, MudBlazor.Severity.Warning);
        await LookAsync(default);
    }

    async Task AddTimeAsync()
    {
        var dialog = await Dialogs.ShowAsync<AddTimeDialog>(
            L["Time_Title"],
            new DialogParameters<AddTimeDialog> { { added => added.Student, tile!.Student } }
        );
        if (await dialog.Result is { Canceled: false, Data: AddedTime added })
            await InterveneAsync(viewer => Interventions.AddTimeAsync(viewer, Id, added.Minutes, added.Reason, default));
    }

    async Task RaiseFlagAsync()
    {
        var dialog = await Dialogs.ShowAsync<RaiseFlagDialog>(
            L["Raise_Title"],
            new DialogParameters<RaiseFlagDialog> { { raised => raised.Student, tile!.Student } }
        );
        if (await dialog.Result is { Canceled: false, Data: RaisedFlag flag })
            await InterveneAsync(viewer => Flags.RaiseAsync(viewer, Id, flag.Severity, flag.Text, default));
    }

    string TextOf(MonitorEntry flag)
    {
        var title = RuleText.Title(flag.Type, flag.Title);
        return flag.Detail is null ? title : L["Live_Detail", title, DetailText.Of(flag.Detail)!];
    }

    string Lasting(MonitorEntry flag) =>
        flag.EndedAt is not { } ended ? L["Live_Continuing"]
        : ended > flag.BeganAt ? DisplayText.Duration(ended - flag.BeganAt)
        : "";

    public void Dispose()
    {
        left = true;
        following?.Dispose();
        pulse?.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Running sessions could not be read for the live pages; trying again")]
    static partial void LogNotRead(ILogger log, Exception cause);
}
