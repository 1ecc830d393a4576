using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Finds objects in a picture.</summary>
internal interface IObjectDetector : IDisposable
{
    /// <summary>
    /// The lowest score that a detector reports. It is far below any threshold, so that weak results of several detectors can add up.
    /// </summary>
    const float Floor = 0.05f;

    /// <summary>Name and version, stored with the results.</summary>
    string Name { get; }

    /// <summary>Finds objects in a picture of any size (8 bits, BGR), highest score first. Thread-safe.</summary>
    IReadOnlyList<DetectedObject> Detect(Mat picture);
}

/// <summary>An object found by a detector.</summary>
/// <param name="Class">One of <see cref="ObjectClasses"/>.</param>
/// <param name="Box">Its box in pixels, inside the picture.</param>
/// <param name="Score">The detector's score, 0–1.</param>
internal sealed record DetectedObject(string Class, Rect2f Box, float Score) : IScoredBox;
