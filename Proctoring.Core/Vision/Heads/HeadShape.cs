using OpenCvSharp;

namespace Proctoring.Core.Vision.Heads;

/// <summary>The shape of a face in one frame, for the comparison with another frame of the same face. The tip of the nose lies in front of
/// the eyes and the chin, so in a real turn it moves against them; in a flat picture it cannot.</summary>
/// <param name="Yaw">The turn in degrees, positive to the picture's right.</param>
/// <param name="Pitch">The turn in degrees, positive up.</param>
/// <param name="Along">How far the tip of the nose is from the middle of the eyes towards the picture's right, in widths between the outer
/// corners. Shifting, scaling, rotating and shearing a flat picture do not change it.</param>
/// <param name="Down">How far it is from the eyes towards the chin, as a share of that distance. The same holds.</param>
/// <param name="Stretch">The logarithm of the distance between the eyes over that from the eyes to the chin.</param>
/// <param name="Centre">The middle of the eyes, in pixels.</param>
/// <param name="Size">The distance from the eyes to the chin, in pixels.</param>
internal readonly record struct HeadShape(
    float Yaw,
    float Pitch,
    float Along,
    float Down,
    float Stretch,
    Point2f Centre,
    float Size
)
{
    const int LeftEyeOuter = 33;
    const int RightEyeOuter = 263;
    const int Chin = 152;
    const int NoseTip = 1;

    /// <summary>Reads the shape; null if the mesh does not fit a face.</summary>
    public static HeadShape? Of(MeshReading mesh) =>
        mesh is { Steady: true, Presence: >= FaceFinder.Confirmed } ? Read(mesh) : null;

    /// <summary>Reads the shape; null if the mesh is degenerate.</summary>
    public static HeadShape? Read(MeshReading mesh)
    {
        var centre = (mesh[LeftEyeOuter] + mesh[RightEyeOuter]) * 0.5f;
        var (across, down, nose) = (mesh[RightEyeOuter] - mesh[LeftEyeOuter], mesh[Chin] - centre, mesh[NoseTip] - centre);
        var (width, height) = (Length(across), Length(down));
        var area = Cross(across, down);
        if (width < 1 || height < 1 || MathF.Abs(area) < 1)
            return null;
        var pose = HeadPoseReader.Read(mesh);
        return new HeadShape(
            pose.Yaw,
            pose.Pitch,
            Cross(nose, down) / area,
            Cross(across, nose) / area,
            MathF.Log(width / height),
            centre,
            height
        );
    }

    static float Cross(Point2f a, Point2f b) => (a.X * b.Y) - (a.Y * b.X);

    static float Length(Point2f v) => MathF.Sqrt((v.X * v.X) + (v.Y * v.Y));
}
