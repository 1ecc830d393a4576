namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Counts the items of one kind that a session's pages dropped, such as pieces of sound, and knows how many of them are on
/// record. A page repeats its count with each report, also to a server that takes over the session.</summary>
internal sealed class DropCount
{
    readonly Dictionary<string, Count> pages = new(StringComparer.Ordinal);
    DateTime? since;

    /// <summary>Records what an earlier server has put on record for a page.</summary>
    public void Restore(string page, int recorded) => pages[page] = new Count(recorded, recorded);

    /// <summary>Records a page's count.</summary>
    /// <param name="page">The load of the page.</param>
    /// <param name="count">How many items it has dropped so far; null if it does not report it.</param>
    /// <param name="before">The time of the report before, UTC: the items were dropped after it.</param>
    public void Reported(string page, int? count, DateTime before)
    {
        var known = pages.GetValueOrDefault(page);
        if (count is not { } now || now <= known.Reported)
            return;
        pages[page] = known with { Reported = now };
        since ??= before;
    }

    /// <summary>How many dropped items of a page are on record.</summary>
    public int RecordedOf(string page) => pages.GetValueOrDefault(page).Recorded;

    /// <summary>Puts the dropped items that are not on record yet on record.</summary>
    /// <returns>Their number, and the time since which they were dropped, UTC; null if there are none.</returns>
    public (long Items, DateTime Since)? Take()
    {
        if (since is not { } began)
            return null;
        since = null;
        var items = 0L;
        foreach (var page in pages.Keys.ToList())
        {
            items += pages[page].Reported - pages[page].Recorded;
            pages[page] = pages[page] with { Recorded = pages[page].Reported };
        }

        return (items, began);
    }

    /// <summary>The items that a page dropped.</summary>
    /// <param name="Reported">As many as it reported.</param>
    /// <param name="Recorded">As many as are on record.</param>
    readonly record struct Count(int Reported, int Recorded);
}
