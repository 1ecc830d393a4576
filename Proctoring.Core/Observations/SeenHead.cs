namespace Proctoring.Core.Observations;

/// <summary>The pose and state of the one face in view; each part is null if it could not be measured.</summary>
public sealed record SeenHead
{
    /// <summary>The turn of the head.</summary>
    public HeadPose? Pose { get; init; }

    /// <summary>The turn relative to the candidate's usual pose in the first seconds; null until that is known.</summary>
    public HeadPose? Turn { get; init; }

    /// <summary>The direction of the eyes.</summary>
    public Gaze? Gaze { get; init; }

    /// <summary>Whether both eyes are closed.</summary>
    public bool? EyesClosed { get; init; }

    /// <summary>The openness of the mouth: the distance of the lips over the width of the mouth, 0–1.</summary>
    public float? MouthOpenness { get; init; }

    /// <summary>Whether a part of the face is covered: the mesh model is not sure that it lies on a face.</summary>
    public bool? Covered { get; init; }

    /// <summary>The result of the liveness model, for information only.</summary>
    public Liveness? Liveness { get; init; }

    /// <summary>Whether a phone, a television or a laptop surrounds the face. Null if no recent pass searched for objects.</summary>
    public bool? OnScreen { get; init; }

    /// <summary>The result of the last request to turn the head: true if it was passed, false if it was not. Null if there was none, or if
    /// it could not be judged.</summary>
    public bool? TurnedWhenAsked { get; init; }

    /// <summary>Whether the face blinked, spoke or turned in about the last minute, which a picture of a face cannot. Null if it was
    /// observed too briefly.</summary>
    public bool? ShowsLife { get; init; }
}

/// <summary>A head's turn in degrees, as the camera sees it; 0 is straight into the camera.</summary>
/// <param name="Yaw">Positive to the picture's right.</param>
/// <param name="Pitch">Positive up.</param>
/// <param name="Roll">Positive clockwise.</param>
public readonly record struct HeadPose(float Yaw, float Pitch, float Roll);

/// <summary>The direction of the eyes, as distance from the candidate's own baseline.</summary>
/// <param name="X">Along the eyes, -1–1: 0 at the baseline, 1 with the iris at the corner; positive to the picture's right.</param>
/// <param name="Y">Across the eyes, -1–1; positive up.</param>
public readonly record struct Gaze(float X, float Y);

/// <summary>The liveness model's confidence that a living person is in front of the camera.</summary>
/// <param name="Score">0 (a picture or a screen) – 1 (alive).</param>
/// <param name="Model">The model, with its version.</param>
public sealed record Liveness(float Score, string Model);
