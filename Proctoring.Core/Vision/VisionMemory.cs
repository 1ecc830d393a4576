using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Core.Vision;

/// <summary>All that vision remembers of one session between two frames. Not thread-safe: a session's frames are read one after the other.</summary>
/// <param name="faces">What it remembers of whose face it is.</param>
internal sealed class VisionMemory(FaceMemory faces)
{
    /// <summary>Whose face it is.</summary>
    public FaceMemory Faces { get; } = faces;

    /// <summary>Where the face was.</summary>
    public FaceTrack Track { get; } = new();

    /// <summary>What is usual for the head, and what it did.</summary>
    public HeadMemory Head { get; } = new();

    /// <summary>The last frame's cells.</summary>
    public PictureMemory Picture { get; } = new();

    /// <summary>When things were looked for.</summary>
    public ObjectCadence Objects { get; } = new();
}
