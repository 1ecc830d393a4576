using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>The live wall: every running, proctored session that the viewer may watch, refreshed about once a second.</summary>
public sealed partial class LivePage : IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>With fifty tiles this is still few requests a second.</summary>
    static readonly TimeSpan BetweenPictures = TimeSpan.FromSeconds(2);

    readonly WallOrder order = new();
    Dictionary<Guid, long?> pictures = [];
    IReadOnlyList<LiveTile>? tiles;
    RefreshTimer? pulse;
    bool left;
    DateTimeOffset picturesAt;
    string? trouble;

    [Inject]
    LiveWall Wall { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ILogger<LivePage> Log { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
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

    public void Dispose()
    {
        left = true;
        pulse?.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Running sessions could not be read for the live pages; trying again")]
    static partial void LogNotRead(ILogger log, Exception cause);
}
