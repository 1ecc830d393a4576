namespace Proctoring.Core.Observations;

/// <summary>The facts about one instant of a session. Each fact has three states: null means that nothing looked, an empty list means that
/// a model looked and found nothing. Null accuses no one and clears no one.</summary>
public sealed record Observation
{
    /// <summary>The instant, UTC, by the server's clock.</summary>
    public required DateTime At { get; init; }

    /// <summary>The number of the frame; null if no frame was involved.</summary>
    public long? Frame { get; init; }

    /// <summary>Statistics of the pixels; null if no frame could be read.</summary>
    public SeenPicture? Picture { get; init; }

    /// <summary>The comparison with earlier frames; null if this frame was not compared.</summary>
    public SeenReplay? Replay { get; init; }

    /// <summary>The faces in view; null if no model could look (no frame, a blocked camera, a failed model).</summary>
    public IReadOnlyList<SeenFace>? Faces { get; init; }

    /// <summary>The number of faces that are not posters or screens; null if no model could look.</summary>
    public int? People => Faces?.Count(face => face.Still != true);

    /// <summary>The best face score anywhere in the frame, 0–1, also below the detector's threshold.</summary>
    public float? BestFaceScore { get; init; }

    /// <summary>The comparison with the reference face; null if this frame was not compared.</summary>
    public IdentityCheck? Identity { get; init; }

    /// <summary>The time since which the one face in view could not be compared, UTC: it is turned away or hidden, or the camera is turned.
    /// Null if it could be compared, or if there is no reference face.</summary>
    public DateTime? UncomparedSince { get; init; }

    /// <summary>True if the camera's picture is on its side or upside down. Null if it is not, or if no check was necessary.</summary>
    public bool? CameraTurned { get; init; }

    /// <summary>Pose, gaze, eyes and mouth of the face in view; null unless there is exactly one and it was examined. Null if the camera is
    /// turned.</summary>
    public SeenHead? Head { get; init; }

    /// <summary>The objects in view that matter in an exam; null if this frame was not searched for objects.</summary>
    public IReadOnlyList<SeenObject>? Objects { get; init; }

    /// <summary>The number of persons in view, with or without a visible face; null if they were not counted.</summary>
    public int? Persons { get; init; }

    /// <summary>The object detectors that ran, with their versions; null if none did.</summary>
    public string? ObjectModel { get; init; }

    /// <summary>The picture of the room camera; null if this observation is not about one.</summary>
    public SeenRoom? Room { get; init; }

    /// <summary>The sound; null if no model listened.</summary>
    public Sound? Sound { get; init; }

    /// <summary>The camera in use; null if the browser did not report it.</summary>
    public CameraDevice? Camera { get; init; }

    /// <summary>Whether the page is connected; null if this observation is not about the connection.</summary>
    public bool? Connected { get; init; }

    /// <summary>The face detector that ran, with its version; null if none did.</summary>
    public string? FaceModel { get; init; }

    /// <summary>The sensors that deliver nothing usable at this instant; empty if all do, null if the sensors were not examined.</summary>
    public IReadOnlyList<SensorGap>? Gaps { get; init; }

    /// <summary>The state of the page; null if this observation is not about the page.</summary>
    public BrowserState? Browser { get; init; }

    /// <summary>The candidate's acts at this instant; empty for most observations.</summary>
    public IReadOnlyList<BrowserAct> Acts { get; init; } = [];

    /// <summary>The server itself stalled: nothing is known about the other sensors, and their silence proves nothing.</summary>
    public bool ServerStoodStill => GapOf(Sensor.Server)?.Cause is GapCause.Stalled or GapCause.NotRunning or GapCause.ClockStep;

    /// <summary>The gap of a sensor at this instant; null if it has none or was not examined.</summary>
    public SensorGap? GapOf(Sensor sensor) => Gaps?.FirstOrDefault(gap => gap.Sensor == sensor);
}
