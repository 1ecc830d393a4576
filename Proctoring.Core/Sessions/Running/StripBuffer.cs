using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Buffers the last seconds of a session's analysed frames, and cuts a strip around each flag of Medium or High severity. It
/// exists only if the policy asks for strips and the candidate agreed to them. For one reader.</summary>
/// <remarks>A session buffers at most <see cref="MostBufferedBytes"/>, plus the strips that its journal has not written yet.</remarks>
internal sealed class StripBuffer(RuleEngine rules)
{
    /// <summary>The time before the beginning of a flag and after its announcement.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromSeconds(3);

    /// <summary>The most pictures in a strip.</summary>
    public const int MostFrames = 16;

    /// <summary>The most frames in memory.</summary>
    public const int MostBufferedFrames = 32;

    /// <summary>The most bytes in memory; a usual frame has 30 to 60 KB.</summary>
    public const int MostBufferedBytes = 2 * 1024 * 1024;

    /// <summary>The most bytes of strips that one session stores, so that a candidate cannot fill the disk with flags.</summary>
    public const long MostStoredBytes = 256 * 1024 * 1024;

    /// <summary>Long enough for a rule that holds for six seconds before it announces a flag.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromSeconds(12);

    readonly Queue<(Frame Frame, Observation Observation)> frames = new();
    readonly List<Pending> pending = [];
    readonly Dictionary<string, Guid> latest = new(StringComparer.Ordinal);
    long stored;
    bool full;

    /// <summary>The buffered bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Counts the bytes of the strips that earlier servers stored.</summary>
    public void Restore(long bytes) => stored = bytes;

    /// <summary>Adds an analysed frame, and drops outdated ones.</summary>
    public void Add(Frame frame, Observation observation)
    {
        frames.Enqueue((frame, observation));
        Bytes += frame.Jpeg.Length;
        Forget(frame.At);
    }

    /// <summary>Handles changes of flags and the passing of time.</summary>
    /// <returns>The strips that are complete now; rarely any.</returns>
    public IReadOnlyList<FlagStrip> Follow(IReadOnlyList<ViolationChange> changes, DateTime at)
    {
        foreach (var change in changes)
            Take(change, at);
        Forget(at);
        return Cut(pending.FindAll(flag => at - flag.Announced >= Around));
    }

    /// <summary>Drops all frames, because monitoring pauses or ends.</summary>
    /// <param name="changes">The changes of flags at that moment.</param>
    /// <param name="at">The time, UTC.</param>
    /// <returns>The strips that were in progress.</returns>
    public IReadOnlyList<FlagStrip> Stop(IReadOnlyList<ViolationChange> changes, DateTime at)
    {
        IReadOnlyList<FlagStrip> strips = [.. Follow(changes, at), .. Cut([.. pending])];
        frames.Clear();
        Bytes = 0;
        return strips;
    }

    void Take(ViolationChange change, DateTime at)
    {
        var span = change.Span;
        if (pending.Find(flag => flag.Span.Id == span.Id) is { } known)
        {
            known.Span = span;
            return;
        }

        // A flag of the same type within the seconds of another is in the other's strip. A strip shows the webcam only.
        if (
            change.Kind == ChangeKind.Ended
            || rules.WatchesRoom(span.Kind.Id)
            || span.Severity < Severity.Medium
            || latest.GetValueOrDefault(span.Kind.Id) == span.Id
            || pending.Exists(flag => flag.Span.Kind.Id == span.Kind.Id)
        )
            return;
        latest[span.Kind.Id] = span.Id;
        pending.Add(new Pending(span, at));
    }

    List<FlagStrip> Cut(List<Pending> due)
    {
        pending.RemoveAll(due.Contains);
        List<FlagStrip> strips = [];
        foreach (var flag in due)
        {
            var (from, to) = (flag.Span.Began - Around, flag.Announced + Around);
            var shown = Thin([.. frames.Where(one => one.Frame.At >= from && one.Frame.At <= to)]);
            if (shown.Count == 0 || full)
                continue;
            var file = StripFile.Create(
                shown.ConvertAll(one => (one.Frame.Jpeg, new StripFrame(one.Frame.At, rules.BoxesOf(flag.Span.Kind.Id, one.Observation))))
            );
            stored += file.Content.Length;
            full = stored > MostStoredBytes;
            strips.Add(new FlagStrip(flag.Span, full ? null : file));
        }

        return strips;
    }

    /// <summary>Leaves out frames evenly if there are too many.</summary>
    static List<(Frame Frame, Observation Observation)> Thin(List<(Frame Frame, Observation Observation)> all) =>
        all.Count <= MostFrames
            ? all
            : [.. Enumerable.Range(0, MostFrames).Select(index => all[index * (all.Count - 1) / (MostFrames - 1)])];

    void Forget(DateTime at)
    {
        while (
            frames.TryPeek(out var oldest)
            && (oldest.Frame.At < at - Kept || frames.Count > MostBufferedFrames || Bytes > MostBufferedBytes)
        )
            Bytes -= frames.Dequeue().Frame.Jpeg.Length;
    }

    sealed class Pending(ViolationSpan span, DateTime announced)
    {
        public ViolationSpan Span { get; set; } = span;

        public DateTime Announced { get; } = announced;
    }
}

/// <summary>The pictures around a flag.</summary>
/// <param name="Flag">The flag when the strip was cut.</param>
/// <param name="File">The strip; null for the first one beyond the limit of the session.</param>
internal sealed record FlagStrip(ViolationSpan Flag, EvidenceFile? File);
