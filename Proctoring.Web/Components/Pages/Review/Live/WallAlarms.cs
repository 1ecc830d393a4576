using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Notices new flags of high severity between two refreshes of the wall.</summary>
internal sealed class WallAlarms
{
    /// <summary>How long a new flag counts in the title of the window.</summary>
    static readonly TimeSpan Shown = TimeSpan.FromSeconds(30);

    readonly Dictionary<Guid, int> known = [];
    readonly Dictionary<Guid, DateTimeOffset> news = [];
    bool started;

    /// <summary>The sessions with a new flag of high severity, or one in progress.</summary>
    public int Count { get; private set; }

    /// <summary>Compares the tiles with those before. Flags from before the page was opened raise no alarm.</summary>
    /// <returns>Whether a flag is new.</returns>
    public bool Update(IReadOnlyList<LiveTile> tiles, DateTimeOffset now)
    {
        var alarm = false;
        foreach (var tile in tiles)
        {
            if (started && tile.HighFlags > known.GetValueOrDefault(tile.Id))
                (alarm, news[tile.Id]) = (true, now);
            known[tile.Id] = tile.HighFlags;
        }

        started = true;
        foreach (var old in news.Where(entry => now - entry.Value > Shown).Select(entry => entry.Key).ToList())
            news.Remove(old);
        Count = tiles.Count(tile => tile.Serious || news.ContainsKey(tile.Id));
        return alarm;
    }
}
