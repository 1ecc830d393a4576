using System.Diagnostics;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>The effects of one moment of a session. They are written in one transaction or not at all.</summary>
internal sealed class JournalEntry
{
    public List<FlagRecord> Flags { get; init; } = [];

    /// <summary>Pictures of the screen and of the room.</summary>
    public List<EvidenceFile> Screens { get; init; } = [];

    /// <summary>The requests to turn the head that ended.</summary>
    public IReadOnlyList<HeadChallenge> Turns { get; init; } = [];

    /// <summary>A packed chunk of observations that ends with this moment.</summary>
    public ObservationChunk? Chunk { get; init; }

    /// <summary>The progress of monitoring.</summary>
    public WatchMark? Watched { get; init; }

    /// <summary>The pages whose signals were processed up to this moment, or that joined.</summary>
    public IReadOnlyList<PageMark> Pages { get; init; } = [];

    /// <summary>The trace of a frame that led to it; null if none is traced.</summary>
    public Activity? Receipt { get; init; }

    /// <summary>The number of failed attempts to write it, by its own fault.</summary>
    public int Failures { get; set; }

    /// <summary>Whether it contains only evidence whose flags are written already, or that belongs to no flag.</summary>
    public bool EvidenceOnly =>
        Chunk is null && Watched is null && Pages.Count == 0 && Turns.Count == 0 && Flags.TrueForAll(flag => flag.EvidenceOnly);

    public int Bytes => Flags.Sum(flag => flag.Bytes) + Screens.Sum(picture => picture.Content.Length) + (Chunk?.Content.Length ?? 0);
}

/// <summary>The progress of a session's monitoring.</summary>
/// <param name="At">When the session was last monitored, UTC.</param>
/// <param name="FramesRead">The number of analysed frames.</param>
/// <param name="FramesRefused">The number of refused frames.</param>
internal sealed record WatchMark(DateTime At, long FramesRead, long FramesRefused);

/// <summary>The progress of one page's signals, or that the page joined.</summary>
/// <param name="PageId">The page.</param>
/// <param name="Seq">The number of its last processed signal; 0 for none.</param>
/// <param name="Joined">The facts of the join; null if it did not join now.</param>
/// <param name="Dropped">The dropped items that are on record as a gap up to this moment.</param>
internal sealed record PageMark(string PageId, int Seq, PageOrigin? Joined = null, PageDrops Dropped = default);

/// <summary>How many items one load of the page dropped.</summary>
/// <param name="Signals">The signals.</param>
/// <param name="Sound">The pieces of sound.</param>
/// <param name="Screens">The pictures of the screen.</param>
internal readonly record struct PageDrops(int Signals, int Sound, int Screens)
{
    /// <summary>The later of two counts of the same page, which never decrease.</summary>
    public PageDrops Max(PageDrops other) =>
        new(Math.Max(Signals, other.Signals), Math.Max(Sound, other.Sound), Math.Max(Screens, other.Screens));
}

/// <summary>A page's join of a session.</summary>
/// <param name="At">The time, UTC.</param>
/// <param name="Address">The network address; null if unknown.</param>
/// <param name="UserAgent">The browser's name of itself; null if it sends none.</param>
internal sealed record PageOrigin(DateTime At, string? Address, string? UserAgent);
