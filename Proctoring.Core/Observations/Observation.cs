namespace Proctoring.Core.Observations;

/// <summary>
/// Everything known about one instant of a session. Each fact is tri-state: null means that nobody looked,
/// an empty list that someone looked and saw none. What is null accuses no one and clears no one.
/// </summary>
public sealed record Observation
{
    /// <summary>When it was so, in UTC, by the server's clock.</summary>
    public required DateTime At { get; init; }

    /// <summary>The running number of the frame that it was read from; null where no frame was involved.</summary>
    public long? Frame { get; init; }

    /// <summary>The pixels' own statistics; null where no frame could be read.</summary>
    public SeenPicture? Picture { get; init; }

    /// <summary>The faces in view; null where nobody could look (no frame, a blocked camera, a failed model).</summary>
    public IReadOnlyList<SeenFace>? Faces { get; init; }

    /// <summary>The best face score that the detector gave anywhere in the frame, 0–1, below its threshold too.</summary>
    public float? BestFaceScore { get; init; }

    /// <summary>The comparison with the reference face; null where it was not made in this frame.</summary>
    public IdentityCheck? Identity { get; init; }

    /// <summary>Pose, gaze, eyes and mouth of the one face in view; null where there is not exactly one, or nobody looked.</summary>
    public SeenHead? Head { get; init; }

    /// <summary>The objects in view that matter in an exam; null where nobody looked for objects in this frame.</summary>
    public IReadOnlyList<SeenObject>? Objects { get; init; }

    /// <summary>How many persons are in view, faces seen or not; null where nobody counted.</summary>
    public int? Persons { get; init; }

    /// <summary>The detectors that looked for objects, with their versions; null where none did.</summary>
    public string? ObjectModel { get; init; }

    /// <summary>What was heard; null where nobody listened.</summary>
    public Sound? Sound { get; init; }

    /// <summary>The camera in use; null where the browser did not say.</summary>
    public CameraDevice? Camera { get; init; }

    /// <summary>Whether the page's connection to us stands; null where this observation is not about it.</summary>
    public bool? Connected { get; init; }

    /// <summary>The detector that looked for faces, with its version; null where none did.</summary>
    public string? FaceModel { get; init; }

    /// <summary>How long no frame has come, where the session expects frames; null right after one.</summary>
    public TimeSpan? SinceLastFrame { get; init; }

    /// <summary>A span in which nobody watched, by our own fault or because the host asked for it; null where we could.</summary>
    public UnwatchedSpan? Unwatched { get; init; }

    /// <summary>The page's state; null where this observation is not about the page.</summary>
    public BrowserState? Browser { get; init; }

    /// <summary>What the candidate did at this instant; empty for most observations.</summary>
    public IReadOnlyList<BrowserAct> Acts { get; init; } = [];
}

/// <summary>A time in which nobody watched, by no act of the candidate's.</summary>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Why">What kept us from watching, in a few words.</param>
/// <param name="ByHost">The page around the exam asked for it; else it is our own fault.</param>
public sealed record UnwatchedSpan(DateTime Since, string Why, bool ByHost = false);
