using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>What one moment of a session led to. It is written in one transaction or not at all.</summary>
internal sealed class JournalEntry
{
    public List<FlagRecord> Flags { get; init; } = [];

    /// <summary>A packed stretch of observations that ends with this moment.</summary>
    public ObservationChunk? Chunk { get; init; }

    /// <summary>How far the session was watched.</summary>
    public WatchMark? Watched { get; init; }

    /// <summary>The pages whose signals were processed up to this moment, or that joined.</summary>
    public IReadOnlyList<PageMark> Pages { get; init; } = [];

    /// <summary>How often it was tried to be written and failed by its own fault.</summary>
    public int Failures { get; set; }

    /// <summary>Nothing but evidence whose flags are written already.</summary>
    public bool EvidenceOnly => Chunk is null && Watched is null && Pages.Count == 0 && Flags.TrueForAll(flag => flag.EvidenceOnly);

    public int Bytes => Flags.Sum(flag => flag.Bytes) + (Chunk?.Content.Length ?? 0);
}

/// <summary>How far a session was watched.</summary>
/// <param name="At">When it was last watched, UTC.</param>
/// <param name="FramesRead">How many frames were analysed.</param>
/// <param name="FramesRefused">How many frames were refused.</param>
internal sealed record WatchMark(DateTime At, long FramesRead, long FramesRefused);

/// <summary>How far the signals of one page were processed, or that the page joined.</summary>
/// <param name="PageId">The page.</param>
/// <param name="Seq">The number of its last signal that was processed; 0 if none was.</param>
/// <param name="Joined">When, from where and with which browser it joined; null if it did not join now.</param>
internal sealed record PageMark(string PageId, int Seq, PageOrigin? Joined = null);

/// <summary>When, from where and with which browser a page joined a session.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Address">The network address; null if it is not known.</param>
/// <param name="UserAgent">The browser as it names itself; null if it does not.</param>
internal sealed record PageOrigin(DateTime At, string? Address, string? UserAgent);
