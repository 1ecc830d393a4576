using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Record;

/// <summary>Counts the entries that a session's journal had to drop, and turns them into one gap on record. Thread-safe: the reader drops
/// entries if the queue is full, the writer those that cannot be written.</summary>
internal sealed class LostRecords(TimeProvider time)
{
    readonly Lock gate = new();
    DateTime from;
    DateTime to;
    Guid id;
    int flags;
    int files;
    int chunks;
    int turns;
    int version;

    /// <summary>Counts a dropped entry. Marks of progress and signals do not count: the next ones cover them.</summary>
    /// <returns>Whether the loss belongs on record.</returns>
    public bool Add(JournalEntry entry)
    {
        lock (gate)
        {
            foreach (var flag in entry.Flags)
            {
                Extend(flag.Span.Began, flag.Span.Ended ?? flag.At);
                flags += flag.EvidenceOnly ? 0 : 1;
                files += flag.Files.Count();
            }

            foreach (var picture in entry.Screens)
            {
                Extend(picture.At, picture.At);
                files++;
            }

            if (entry.Chunk is { } chunk)
            {
                Extend(chunk.FromAt, chunk.ToAt);
                chunks++;
            }

            foreach (var turn in entry.Turns)
            {
                Extend(turn.AskedAt, turn.EndedAt);
                turns++;
            }

            version++;
            return entry.Chunk is not null || entry.Flags.Count > 0 || entry.Screens.Count > 0 || entry.Turns.Count > 0;
        }
    }

    /// <summary>The gap to write, with its version; null if nothing was lost.</summary>
    public (FlagRecord Gap, int Version)? Pending()
    {
        lock (gate)
        {
            if (Count == 0)
                return null;
            if (id == Guid.Empty)
                id = Guid.CreateVersion7(from);
            var span = ViolationNote.Of(new MonitoringDegradedRule(), id, from, to, $"not stored: {Contents()}");
            return (new FlagRecord(span, time.GetUtcNow().UtcDateTime), version);
        }
    }

    /// <summary>Records that the gap was written. Later losses wait for the next gap.</summary>
    public void Written(int writtenVersion)
    {
        lock (gate)
        {
            if (version == writtenVersion)
                (id, flags, files, chunks, turns) = (Guid.Empty, 0, 0, 0, 0);
        }
    }

    int Count => flags + files + chunks + turns;

    string Contents() =>
        string.Join(
            ", ",
            new[]
            {
                flags > 0 ? FormattableString.Invariant($"{flags} flag(s)") : null,
                files > 0 ? FormattableString.Invariant($"{files} picture(s) or sound(s)") : null,
                chunks > 0 ? FormattableString.Invariant($"{chunks} stretch(es) of observations") : null,
                turns > 0 ? FormattableString.Invariant($"{turns} request(s) to turn the head") : null,
            }.OfType<string>()
        );

    void Extend(DateTime began, DateTime ended)
    {
        var first = Count == 0;
        from = first || began < from ? began : from;
        to = first || ended > to ? ended : to;
    }
}
