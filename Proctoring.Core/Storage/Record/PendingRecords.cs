namespace Proctoring.Core.Storage.Record;

/// <summary>The unwritten entries of one session, in order. A newer state of a flag replaces the waiting one in its place, so that an
/// outage of the database fills no memory. For one thread.</summary>
internal sealed class PendingRecords
{
    /// <summary>The most waiting entries: hours of an outage, because flags and marks are merged.</summary>
    public const int MostEntries = 1000;

    /// <summary>The most waiting evidence and observations, in bytes.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    readonly List<JournalEntry> entries = [];
    readonly Dictionary<Guid, FlagRecord> flags = [];
    long bytes;

    public int Count => entries.Count;

    /// <summary>The oldest entries.</summary>
    public IReadOnlyList<JournalEntry> Peek(int most) => entries.GetRange(0, Math.Min(most, entries.Count));

    /// <summary>Adds an entry at the end.</summary>
    /// <returns>The entries that were dropped to make room.</returns>
    public IReadOnlyList<JournalEntry> Add(JournalEntry entry)
    {
        bytes += entry.Bytes;
        entry.Flags.RemoveAll(MergedIntoWaiting);
        entries.Add(entry);
        Condense();
        return MakeRoom();
    }

    /// <summary>Removes entries that were written or given up.</summary>
    public void Remove(IReadOnlyList<JournalEntry> done)
    {
        foreach (var entry in done)
        {
            entries.Remove(entry);
            bytes -= entry.Bytes;
            foreach (var flag in entry.Flags.Where(flag => !flag.EvidenceOnly))
                flags.Remove(flag.Id);
        }
    }

    /// <summary>Moves the evidence of an entry to a separate entry at the end, so that its flags can be written without it.</summary>
    public void DeferEvidence(JournalEntry entry)
    {
        var files = entry.Flags.ConvertAll(flag => flag.EvidenceOnly ? flag : flag.SplitEvidence()).OfType<FlagRecord>().ToList();
        entry.Flags.RemoveAll(flag => flag.EvidenceOnly);
        if (files.Count > 0 || entry.Screens.Count > 0)
            entries.Add(new JournalEntry { Flags = files, Screens = [.. entry.Screens] });
        entry.Screens.Clear();
        if (entry is { Flags.Count: 0, Turns.Count: 0, Chunk: null, Watched: null, Pages.Count: 0 })
            entries.Remove(entry);
    }

    bool MergedIntoWaiting(FlagRecord flag)
    {
        if (flag.EvidenceOnly || flags.TryAdd(flag.Id, flag))
            return false;
        var waiting = flags[flag.Id];
        bytes -= waiting.Bytes + flag.Bytes;
        waiting.Merge(flag);
        bytes += waiting.Bytes;
        return true;
    }

    /// <summary>Merges the last two entries if they contain only marks, or requests to turn the head, of which there are few.</summary>
    void Condense()
    {
        if (entries is not [.., var first, var second] || !OnlyMarks(first) || !OnlyMarks(second))
            return;
        entries.RemoveRange(entries.Count - 2, 2);
        entries.Add(
            new JournalEntry
            {
                Turns = [.. first.Turns, .. second.Turns],
                Watched = second.Watched ?? first.Watched,
                Pages = Newest([.. first.Pages, .. second.Pages]),
                Receipt = first.Receipt ?? second.Receipt,
            }
        );
    }

    static bool OnlyMarks(JournalEntry entry) => entry is { Flags.Count: 0, Screens.Count: 0, Chunk: null };

    static IReadOnlyList<PageMark> Newest(IReadOnlyList<PageMark> pages) =>
        [
            .. pages
                .GroupBy(page => page.PageId)
                .Select(same => new PageMark(
                    same.Key,
                    same.Max(page => page.Seq),
                    same.LastOrDefault(page => page.Joined is not null)?.Joined,
                    same.Select(page => page.Dropped).Aggregate((one, other) => one.Max(other))
                )),
        ];

    List<JournalEntry> MakeRoom()
    {
        List<JournalEntry> dropped = [];
        // Evidence first: a flag without its picture is worth more than none.
        while (bytes > MostBytes && entries.Find(entry => entry.Screens.Count > 0) is { } screens)
        {
            dropped.Add(new JournalEntry { Screens = [.. screens.Screens] });
            bytes -= dropped[^1].Bytes;
            screens.Screens.Clear();
        }

        while (bytes > MostBytes && entries.SelectMany(entry => entry.Flags).FirstOrDefault(flag => flag.Bytes > 0) is { } heavy)
        {
            bytes -= heavy.Bytes;
            dropped.Add(new JournalEntry { Flags = [heavy.SplitEvidence()!] });
        }

        while (entries.Count > MostEntries || bytes > MostBytes)
        {
            dropped.Add(entries[0]);
            Remove([entries[0]]);
        }

        return dropped;
    }
}
