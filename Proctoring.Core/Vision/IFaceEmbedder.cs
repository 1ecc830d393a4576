using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Turns a face into a vector. Vectors of one person are close together, those of two people far apart.</summary>
internal interface IFaceEmbedder : IDisposable
{
    /// <summary>Name and version, stored with the decisions.</summary>
    string Name { get; }

    /// <summary>The length of the vector.</summary>
    int Length { get; }

    /// <summary>Embeds the face of that mesh. Thread-safe.</summary>
    float[] Embed(Mat picture, MeshReading mesh);

    /// <summary>Embeds the face with as little work as possible, if the embedder has a cheaper way.</summary>
    float[] EmbedOnce(Mat picture, MeshReading mesh) => Embed(picture, mesh);
}
