using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Core.Vision;

/// <summary>The memory of one session between two frames. Not thread-safe: a session's frames are read one after the other.</summary>
/// <param name="faces">The memory of the face for identity.</param>
internal sealed class VisionMemory(FaceMemory faces)
{
    /// <summary>The face, for identity.</summary>
    public FaceMemory Faces { get; } = faces;

    /// <summary>The place of the face.</summary>
    public FaceTrack Track { get; } = new();

    /// <summary>The usual pose of the head and its recent movements.</summary>
    public HeadMemory Head { get; } = new();

    /// <summary>The cells of the last frame.</summary>
    public PictureMemory Picture { get; init; } = new();

    /// <summary>The pictures of the last minutes.</summary>
    public ReplayMemory Replay { get; init; } = new();

    /// <summary>The objects of the last pass.</summary>
    public ObjectMemory Things { get; init; } = new();

    /// <summary>The small faces in the background.</summary>
    public StillFaces Stills { get; init; } = new();

    /// <summary>Whether a request to turn the head needs the shape of the head.</summary>
    public bool WantsSight { get; set; }

    /// <summary>What the last frame shows of the head, if it is wanted.</summary>
    public HeadSight Sight { get; set; } = new(null, ChallengeReason.Late);

    /// <summary>Whether the camera's picture is turned.</summary>
    public TurnedCamera Camera { get; init; } = new();

    /// <summary>The steps that failed lately.</summary>
    public FailedSteps Failures { get; } = new();

    /// <summary>The schedule of object detection.</summary>
    public ObjectCadence Objects { get; } = new();
}
