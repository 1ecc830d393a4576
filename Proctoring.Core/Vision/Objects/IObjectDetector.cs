using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Finds things in a picture.</summary>
internal interface IObjectDetector : IDisposable
{
    /// <summary>The score from which a detector tells what it found: far below any that counts, so that weak opinions can support each other.</summary>
    const float Floor = 0.05f;

    /// <summary>Name and version, as it is kept with what it found.</summary>
    string Name { get; }

    /// <summary>Looks for things in a picture of any size (8 bits, BGR), surest first. Thread-safe.</summary>
    IReadOnlyList<DetectedObject> Detect(Mat picture);
}

/// <summary>A thing as a detector sees it.</summary>
/// <param name="Class">One of <see cref="ObjectClasses"/>.</param>
/// <param name="Box">Its box in pixels, inside the picture.</param>
/// <param name="Score">The detector's score, 0–1.</param>
internal sealed record DetectedObject(string Class, Rect2f Box, float Score) : IScoredBox;
