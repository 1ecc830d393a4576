namespace Proctoring.Core.Observations;

/// <summary>How the one face in view is held and what it does; each part is null where it could not be told.</summary>
public sealed record SeenHead
{
    /// <summary>How the head is turned.</summary>
    public HeadPose? Pose { get; init; }

    /// <summary>The same less the candidate's own usual pose, as it was in the first seconds; null until that is known.</summary>
    public HeadPose? Turn { get; init; }

    /// <summary>Where the eyes look.</summary>
    public Gaze? Gaze { get; init; }

    /// <summary>Both eyes are closed.</summary>
    public bool? EyesClosed { get; init; }

    /// <summary>How far the mouth is open: the distance of the lips over the width of the mouth, 0–1.</summary>
    public float? MouthOpenness { get; init; }

    /// <summary>A part of the face is covered: the mesh is not sure that it lies on a face.</summary>
    public bool? Covered { get; init; }

    /// <summary>What the liveness model says; advice only.</summary>
    public Liveness? Liveness { get; init; }

    /// <summary>In the last minute or so the face did what a picture of a face doesn't: blinked, spoke, turned. Null while it was watched
    /// too briefly to tell.</summary>
    public bool? ShowsLife { get; init; }
}

/// <summary>A head's turn in degrees, as the camera sees it; 0 is straight into the camera.</summary>
/// <param name="Yaw">To the picture's right positive.</param>
/// <param name="Pitch">Up positive.</param>
/// <param name="Roll">Clockwise positive.</param>
public readonly record struct HeadPose(float Yaw, float Pitch, float Roll);

/// <summary>Where the eyes look, as distance from the candidate's own baseline.</summary>
/// <param name="X">Along the eyes, -1–1: 0 as at the baseline, 1 an iris at the corner; to the picture's right positive.</param>
/// <param name="Y">Across them, -1–1, up positive.</param>
public readonly record struct Gaze(float X, float Y);

/// <summary>How sure a liveness model is that a living person is before the camera.</summary>
/// <param name="Score">0 (a picture or a screen) – 1 (alive).</param>
/// <param name="Model">The model, with its version.</param>
public sealed record Liveness(float Score, string Model);
