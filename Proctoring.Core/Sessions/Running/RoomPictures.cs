using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Stores the newest picture of the room camera at each flag of Medium or High severity, so that a reviewer sees the room beside
/// the webcam. Thread-safe.</summary>
internal sealed partial class RoomPictures(Guid sessionId, SessionJournal journal, RuleEngine rules, TimeProvider time, ILogger log)
{
    /// <summary>An older picture does not show the moment of a flag.</summary>
    static readonly TimeSpan ShowsFor = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes of pictures that one session stores.</summary>
    public const long MostStoredBytes = 128 * 1024 * 1024;

    const string LimitReached = "the limit for pictures of the room is reached";

    readonly Lock gate = new();
    readonly HashSet<Guid> known = [];
    RoomSight? newest;
    DateTime? storedAt;
    long stored;
    bool full;

    /// <summary>Notes a picture.</summary>
    public void Saw(RoomSight sight)
    {
        lock (gate)
            newest = sight;
    }

    /// <summary>Stores the newest picture if a flag asks for it. A flag of the room camera has its own.</summary>
    public void Follow(IReadOnlyList<ViolationChange> changes)
    {
        foreach (var change in changes)
        {
            if (
                change.Kind != ChangeKind.Ended
                && change.Span.Severity >= Severity.Medium
                && !rules.WatchesRoom(change.Span.Kind.Id)
            )
                Ask(change.Span.Id);
        }
    }

    /// <summary>Makes known the flags whose pictures an earlier server stored, and the bytes of these pictures.</summary>
    public void Restore(IEnumerable<Guid> flags, long bytes)
    {
        lock (gate)
        {
            stored = bytes;
            known.UnionWith(flags);
        }
    }

    /// <summary>Stores the newest picture for a flag, unless it is known already.</summary>
    public void Ask(Guid flag)
    {
        lock (gate)
        {
            if (known.Add(flag))
                Store();
        }
    }

    void Store()
    {
        var now = time.GetUtcNow().UtcDateTime;
        // One picture can show the moment of several flags.
        if (full || newest is not { } sight || now - sight.At > ShowsFor || sight.At == storedAt)
            return;
        stored += sight.Jpeg.Length;
        full = stored > MostStoredBytes;
        if (!full)
        {
            storedAt = sight.At;
            var file = EvidenceFile.Create(sight.Jpeg, "image/jpeg", sight.At) with { Source = PictureSource.Room };
            journal.Write(new JournalEntry { Screens = [file] });
            return;
        }

        LogFull(sessionId, MostStoredBytes / 1024 / 1024);
        var gap = ViolationNote.Of(new MonitoringDegradedRule(), Guid.CreateVersion7(now), now, now, LimitReached);
        journal.Write(new JournalEntry { Flags = [new FlagRecord(gap, now)] });
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} has stored {Megabytes} MB of pictures of the room; no more are stored")]
    partial void LogFull(Guid sessionId, long megabytes);
}
