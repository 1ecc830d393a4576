using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Practice;

/// <summary>A minute of monitoring that exists only in memory: the rules judge the candidate's pictures, sound and page as in an exam, and
/// nothing is stored.</summary>
internal sealed class PracticeRun(Guid id, RuleEngine rules, DateTime began) : IDisposable
{
    /// <summary>How long a run lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    readonly SemaphoreSlim turn = new(1);
    readonly Dictionary<Guid, PracticeFlag> flags = [];
    BrowserState? browser;
    DateTime latest = began;
    long frames;

    public Guid Id { get; } = id;

    /// <summary>When it began, UTC.</summary>
    public DateTime Began { get; } = began;

    internal VisionMemory Vision { get; } = new(new FaceMemory(null));

    internal VoiceMemory Voice { get; } = new();

    internal MouthMemory Mouth { get; } = new();

    /// <summary>The pictures that were analysed.</summary>
    public long Frames => Interlocked.Read(ref frames);

    /// <summary>The flags so far, in the order of their beginning.</summary>
    public IReadOnlyList<PracticeFlag> Flags
    {
        get
        {
            lock (flags)
                return [.. flags.Values.OrderBy(flag => flag.Began)];
        }
    }

    /// <summary>Waits for the turn: two pictures of one run must not be read at once. Disposing the result ends the turn.</summary>
    internal async Task<IDisposable> TakeTurnAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(turn);
    }

    /// <summary>Judges an observation. The caller has the turn.</summary>
    internal void Judge(Observation observation)
    {
        // Clocks can be set back; the rules need times in order.
        latest = observation.At > latest ? observation.At : latest;
        if (observation.Frame is not null)
            Interlocked.Increment(ref frames);
        Note(rules.Apply(observation with { At = latest, Browser = browser }));
    }

    /// <summary>Takes over the state of the page. The caller has the turn.</summary>
    internal void Saw(BrowserState state) => browser = state;

    /// <summary>Ends open flags. The caller has the turn.</summary>
    internal void Finish() => Note(rules.Finish());

    void Note(IReadOnlyList<ViolationChange> changes)
    {
        lock (flags)
        {
            foreach (var change in changes)
                flags[change.Span.Id] = new PracticeFlag(
                    change.Span.Kind,
                    change.Span.Began - Began,
                    (change.Span.Ended ?? latest) - change.Span.Began,
                    change.Span.Ended is null
                );
        }
    }

    public void Dispose() => turn.Dispose();

    sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>A flag that the candidate would have got.</summary>
/// <param name="Kind">The type.</param>
/// <param name="Began">When it began, from the beginning of the run.</param>
/// <param name="Duration">How long it has lasted.</param>
/// <param name="Lasting">Whether it still lasts.</param>
public sealed record PracticeFlag(Exams.ViolationKind Kind, TimeSpan Began, TimeSpan Duration, bool Lasting);
