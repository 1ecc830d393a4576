using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Turns a face into numbers that lie close together for one person and apart for two.</summary>
internal interface IFaceEmbedder : IDisposable
{
    /// <summary>Name and version, as it is kept with what it decided.</summary>
    string Name { get; }

    /// <summary>How many numbers it gives.</summary>
    int Length { get; }

    /// <summary>Embeds the face of that mesh. Thread-safe.</summary>
    float[] Embed(Mat picture, MeshReading mesh);
}
