using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Finds the faces in a picture.</summary>
internal interface IFaceDetector : IDisposable
{
    /// <summary>Name and version, stored with the results.</summary>
    string Name { get; }

    /// <summary>Finds faces in a picture of any size (8 bits, BGR). Thread-safe.</summary>
    FaceDetection Detect(Mat picture);
}

/// <summary>The result of a face detector.</summary>
/// <param name="Faces">The faces, highest score first.</param>
/// <param name="BestScore">The best score anywhere in the picture, 0–1, also below the detector's threshold.</param>
internal sealed record FaceDetection(IReadOnlyList<DetectedFace> Faces, float BestScore);

/// <summary>A face found by a detector.</summary>
/// <param name="Box">Its box in pixels; it may reach over the picture's edge.</param>
/// <param name="Score">The detector's score, 0–1.</param>
/// <param name="Roll">The angle of the line through the eyes in radians, clockwise; 0 if the detector does not locate eyes.</param>
internal sealed record DetectedFace(Rect2f Box, float Score, float Roll = 0) : IScoredBox;

/// <summary>A box with a score, as any detector finds it.</summary>
internal interface IScoredBox
{
    /// <summary>The box in pixels.</summary>
    Rect2f Box { get; }

    /// <summary>The detector's score, 0–1.</summary>
    float Score { get; }
}
