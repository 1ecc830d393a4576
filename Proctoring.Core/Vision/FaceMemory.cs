namespace Proctoring.Core.Vision;

/// <summary>What one sitting remembers of the faces in its earlier frames, so that identity is decided over several of them.</summary>
internal sealed class FaceMemory(FaceEmbedding? reference = null)
{
    /// <summary>The face that the candidate's is compared with; null where there is none (yet).</summary>
    public FaceEmbedding? Reference { get; set; } = reference;
}
