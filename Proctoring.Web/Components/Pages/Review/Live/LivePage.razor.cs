using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>The live wall: every running, proctored session that the viewer may watch, refreshed about once a second.</summary>
public sealed partial class LivePage : IAsyncDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>With fifty tiles this is still few requests a second.</summary>
    static readonly TimeSpan BetweenPictures = TimeSpan.FromSeconds(2);

    static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);

    readonly WallOrder order = new();
    readonly WallAlarms alarms = new();
    readonly HashSet<Guid> pinned = [];
    IReadOnlyList<PreparingSession> preparing = [];
    IReadOnlyList<string> exams = [];
    IJSObjectReference? script;
    DateTimeOffset preparingAt;
    string? search;
    string? exam;
    readonly HashSet<Guid> chosen = [];
    IReadOnlyList<MessageDelivery> deliveries = [];
    IReadOnlyList<EndedSession> ended = [];
    bool canIntervene;
    bool dense;
    bool onlyPinned;
    bool sound;
    Dictionary<Guid, long?> pictures = [];
    IReadOnlyList<LiveTile>? tiles;
    RefreshTimer? pulse;
    bool left;
    DateTimeOffset picturesAt;
    string? trouble;

    [Inject]
    LiveWall Wall { get; set; } = null!;

    [Inject]
    Interventions Interventions { get; set; } = null!;

    [Inject]
    Readmissions Readmissions { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ILogger<LivePage> Log { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    WallFilter Filter => new(search, exam, pinned, onlyPinned);

    /// <summary>The number of pinned sessions that run.</summary>
    int PinnedCount => (tiles ?? []).Count(tile => pinned.Contains(tile.Id));

    /// <summary>The chosen sessions that still run, also those that the filter hides now.</summary>
    List<LiveTile> Chosen => [.. (tiles ?? []).Where(tile => chosen.Contains(tile.Id))];

    IReadOnlyList<LiveTile> Shown => Filter.Apply(tiles ?? []);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await RestoreAsync();
        await LookAsync(default);
        if (left)
            return;
        pulse = new RefreshTimer(Time, Every, cancellation => InvokeAsync(() => LookAsync(cancellation)));
    }

    async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Watch, cancellation) is not { } viewer)
            {
                (tiles, trouble) = ([], L["Live_NotAllowed"]);
                pulse?.Dispose();
            }
            else
            {
                var now = Time.GetUtcNow();
                tiles = order.Arrange(await Wall.ReadAsync(viewer, null, cancellation), now);
                trouble = null;
                canIntervene = viewer.MayIntervene();
                exams = [.. tiles.Select(tile => tile.ExamName).Distinct().Order(StringComparer.CurrentCulture)];
                if (alarms.Update(tiles, now) && sound && script is not null)
                    await script.InvokeVoidAsync("beep", cancellation);
                if (now - preparingAt >= BetweenChecks)
                {
                    (preparing, preparingAt) = (await Wall.PreparingAsync(viewer, cancellation), now);
                    ended = await Readmissions.ReadAsync(viewer, null, cancellation);
                }

                if (now - picturesAt >= BetweenPictures)
                    (pictures, picturesAt) = (tiles.ToDictionary(tile => tile.Id, tile => tile.Picture), now);
            }
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // Once: the page looks every second.
            if (trouble is null)
                LogNotRead(Log, cause);
            // The next refresh may work. Until then the page says that its data is old.
            trouble = L["Live_Stale"];
        }

        StateHasChanged();
    }

    /// <summary>Restores what this browser chose before: density and pinned sessions. Sound needs a click on each visit.</summary>
    async Task RestoreAsync()
    {
        try
        {
            script = await Browser.ImportModuleAsync("./js/live-wall.js");
            dense = await script.InvokeAsync<string?>("read", "dense") == "1";
            foreach (var id in (await script.InvokeAsync<string?>("read", "pinned") ?? "").Split(' '))
            {
                if (Guid.TryParse(id, out var session))
                    pinned.Add(session);
            }
        }
        catch (Exception cause)
            when (left && cause is (JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException))
        {
            // The page was left while the script was loading.
        }
    }

    Task ToggleDenseAsync()
    {
        dense = !dense;
        return StoreAsync("dense", dense ? "1" : "");
    }

    async Task ToggleSoundAsync()
    {
        sound = !sound;
        // The first sound follows the click: a browser refuses to play without one.
        if (sound && script is not null)
            await script.InvokeVoidAsync("beep");
    }

    Task PinAsync(Guid session)
    {
        if (!pinned.Remove(session))
            pinned.Add(session);
        return StoreAsync("pinned", string.Join(' ', pinned.Take(LiveWall.Most).Select(id => id.ToString("D"))));
    }

    void Choose(Guid session)
    {
        if (!chosen.Remove(session))
            chosen.Add(session);
    }

    /// <summary>Writes to the chosen candidates, or to all that the filter shows. The dialog counts exactly those who get it.</summary>
    async Task MessageManyAsync()
    {
        IReadOnlyList<LiveTile> recipients = Chosen is { Count: > 0 } picked ? picked : Shown;
        var dialog = await Dialogs.ShowAsync<MessageManyDialog>(
            L["Many_Title"],
            new DialogParameters<MessageManyDialog> { { many => many.Students, [.. recipients.Select(tile => tile.Student)] } }
        );
        if (
            await dialog.Result is not { Canceled: false, Data: string text }
            || await Access.ViewerAsync(StaffPolicies.Intervene) is not { } viewer
        )
            return;
        try
        {
            deliveries = await Interventions.WriteToManyAsync(viewer, [.. recipients.Select(tile => tile.Id)], text, default);
            chosen.Clear();
        }
        catch (ValidationException mistake)
        {
            Snackbar.Add(L["Messages_NotSent", RefusalOnPage.Part(mistake)], MudBlazor.Severity.Warning);
        }
    }

    Task ReadmittedAsync(Guid session)
    {
        ended = [.. ended.Where(one => one.Id != session)];
        return LookAsync(default);
    }

    async Task FullScreenAsync()
    {
        if (script is not null)
            await script.InvokeVoidAsync("fullScreen");
    }

    async Task StoreAsync(string name, string value)
    {
        if (script is not null)
            await script.InvokeVoidAsync("store", name, value);
    }

    public async ValueTask DisposeAsync()
    {
        left = true;
        pulse?.Dispose();
        try
        {
            if (script is not null)
                await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its script with it.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Running sessions could not be read for the live pages; trying again")]
    static partial void LogNotRead(ILogger log, Exception cause);
}
