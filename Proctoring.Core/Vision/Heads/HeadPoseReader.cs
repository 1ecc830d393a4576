using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision.Heads;

/// <summary>Reads the pose of a head from the axes of the mesh and its depth.</summary>
internal static class HeadPoseReader
{
    const int LeftEyeOuter = 33;
    const int RightEyeOuter = 263;
    const int Brow = 10;
    const int Chin = 152;

    /// <summary>
    /// The mesh flattens a turned head: beyond <see cref="TrueYaw"/> one degree of the mesh is this many of the head. Fitted on every other
    /// of 189
    /// pictures of AFLW2000-3D; on the rest the error in yaw fell from 6.7° to 4.8° (docs/accuracy.md, Pose).
    /// </summary>
    const float Flattened = 1.2f;

    /// <summary>The mesh's yaw is right up to this angle in degrees.</summary>
    const float TrueYaw = 5;

    /// <summary>
    /// Reads the pose. The angles are those of AFLW2000's labels: first the roll in the head's own plane, then yaw, then pitch.
    /// </summary>
    public static HeadPose Read(MeshReading mesh)
    {
        var across = Unit(mesh.Points[RightEyeOuter] - mesh.Points[LeftEyeOuter]);
        var down = mesh.Points[Chin] - mesh.Points[Brow];
        // The line of the eyes is the more reliable axis; the other is made perpendicular to it.
        down = Unit(down - (across * Dot(across, down)));
        // For a face that looks at the camera this axis points into the picture, out of the back of the head.
        var back = Cross(across, down);
        var yaw = MathF.Asin(Math.Clamp(-back.X, -1, 1));
        var pitch = MathF.Atan2(back.Y, back.Z);
        var roll = MathF.Atan2(-down.X, across.X);
        return new HeadPose(Unflattened(Degrees(yaw)), Degrees(pitch), Degrees(roll));
    }

    static float Unflattened(float yaw) => yaw + MathF.CopySign((Flattened - 1) * MathF.Max(0, MathF.Abs(yaw) - TrueYaw), yaw);

    static float Degrees(float radians) => radians * 180 / MathF.PI;

    static float Dot(Point3f a, Point3f b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    static Point3f Cross(Point3f a, Point3f b) => new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    static Point3f Unit(Point3f v) => v * (1 / MathF.Max(float.Epsilon, MathF.Sqrt(Dot(v, v))));
}
