using System.Collections.Concurrent;

namespace Proctoring.Tests.Faults;

/// <summary>A kind of thing that the server acknowledges.</summary>
internal enum Acknowledged
{
    Start,
    Event,
    Picture,
    Submission,
    Signal,
    Frame,
    Answer,
}

/// <summary>What the clients sent and what the server acknowledged, over all rounds. Thread-safe.</summary>
internal sealed class Ledger
{
    readonly ConcurrentDictionary<Acknowledged, int> counts = new();
    int heldBack;

    /// <summary>Exams of the host by number.</summary>
    public ConcurrentDictionary<int, bool> Starts { get; } = new();

    /// <summary>Acknowledged events: the id that the server gave, by the client's own id.</summary>
    public ConcurrentDictionary<string, Guid> Events { get; } = new();

    /// <summary>The client ids of acknowledged events with a picture.</summary>
    public ConcurrentDictionary<string, bool> Pictures { get; } = new();

    /// <summary>Acknowledged results by exam number.</summary>
    public ConcurrentDictionary<int, int> Submissions { get; } = new();

    /// <summary>Acts of which the server said that they are stored, by their detail, which is unique.</summary>
    public ConcurrentDictionary<string, Guid> Signals { get; } = new();

    /// <summary>The choice that the page showed as saved, by question.</summary>
    public ConcurrentDictionary<int, int> Answers { get; } = new();

    /// <summary>Choices since the last that was saved, by question; they may or may not be stored.</summary>
    public ConcurrentDictionary<int, ConcurrentBag<int>> Tries { get; } = new();

    /// <summary>Answers that no client should get.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    /// <summary>Frames whose acknowledgement may not have arrived, so that the server counts more than the clients.</summary>
    public int FramesUnderWay { get; set; }

    /// <summary>Frames that were refused because the candidate's own earlier connection still counted as the sender.</summary>
    public int HeldBack => Volatile.Read(ref heldBack);

    public void HoldBack() => Interlocked.Increment(ref heldBack);

    public int CountOf(Acknowledged kind) => counts.GetValueOrDefault(kind);

    public void Count(Acknowledged kind) => counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<Acknowledged>().Select(kind => $"{kind.ToString().ToLowerInvariant()}s {CountOf(kind)}"));
}
