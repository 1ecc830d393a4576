using Proctoring.Core.Vision;

namespace Proctoring.Tests.Vision;

/// <summary>Synthetic embeddings with exactly the requested similarity.</summary>
internal static class Vectors
{
    /// <summary>A unit vector along one axis: vectors of different axes are strangers (similarity 0).</summary>
    public static float[] Unit(int axis)
    {
        var vector = new float[MobileFaceNet.VectorLength];
        vector[axis] = 1;
        return vector;
    }

    /// <summary>A unit vector with the given similarity to <c>Unit(0)</c>; the rest lies along <paramref name="axis"/>.</summary>
    public static float[] Like(float similarity, int axis = 1)
    {
        var vector = new float[MobileFaceNet.VectorLength];
        vector[0] = similarity;
        vector[axis] = MathF.Sqrt(1 - (similarity * similarity));
        return vector;
    }

    /// <summary>A vector of dlib's kind, at the given distance from <c>Dlib(0)</c>.</summary>
    public static float[] Dlib(float distance)
    {
        var vector = new float[DlibFaceNet.VectorLength];
        vector[0] = distance;
        return vector;
    }
}
