using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Puts the most worrying tiles first, and lets none jump about: one moves up at once, and down only after it has been calm for a
/// while.</summary>
internal sealed class WallOrder
{
    static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);

    readonly Dictionary<Guid, (int Urgency, DateTimeOffset Since)> shown = [];

    /// <summary>The tiles in their order.</summary>
    public IReadOnlyList<LiveTile> Arrange(IReadOnlyList<LiveTile> tiles, DateTimeOffset now)
    {
        foreach (var gone in shown.Keys.Except(tiles.Select(tile => tile.Id)).ToList())
            shown.Remove(gone);
        foreach (var tile in tiles)
        {
            if (!shown.TryGetValue(tile.Id, out var before) || tile.Urgency >= before.Urgency || now - before.Since >= Calm)
                shown[tile.Id] = (tile.Urgency, now);
        }

        return [.. tiles.OrderByDescending(tile => shown[tile.Id].Urgency).ThenBy(tile => tile.StartedAt).ThenBy(tile => tile.Id)];
    }
}
