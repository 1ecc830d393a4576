using OpenCvSharp;

namespace Proctoring.Core.Vision.Heads;

/// <summary>Measures the openness of a mouth from the mesh.</summary>
internal static class MouthReader
{
    const int UpperLip = 13;
    const int LowerLip = 14;
    const int LeftCorner = 61;
    const int RightCorner = 291;

    /// <summary>The distance of the lips' inner edges over the width of the mouth, 0–1; talking and yawning give 0.25 to 0.6.</summary>
    public static float Read(MeshReading mesh)
    {
        var width = Distance(mesh[LeftCorner], mesh[RightCorner]);
        return width <= float.Epsilon ? 0 : Math.Clamp(Distance(mesh[UpperLip], mesh[LowerLip]) / width, 0, 1);
    }

    static float Distance(Point2f a, Point2f b) => (float)a.DistanceTo(b);
}
