using OpenCvSharp;
using Proctoring.Core.Vision;

namespace Proctoring.Tests.Support;

/// <summary>Draws masks and glasses on faces, because no real pictures of them can be in the repository.</summary>
internal static class CoveredFace
{
    /// <summary>Colours of masks, BGR.</summary>
    public static readonly IReadOnlyDictionary<string, Scalar> Cloth = new Dictionary<string, Scalar>
    {
        ["white"] = new(225, 225, 225),
        ["black"] = new(32, 30, 30),
        ["blue"] = new(205, 165, 120),
    };

    /// <summary>From the right ear over the nose to the left ear, and along the jaw.</summary>
    static readonly int[] Mask = [132, 117, 195, 346, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58];

    /// <summary>Covers mouth and chin.</summary>
    public static void PutOnMask(Mat picture, MeshReading mesh, Scalar colour)
    {
        var corners = Array.ConvertAll(Mask, i => new Point((int)mesh[i].X, (int)mesh[i].Y));
        Cv2.FillPoly(picture, [corners], colour, LineTypes.AntiAlias);
    }

    /// <summary>Covers both eyes with lenses.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="mesh">The face.</param>
    /// <param name="darkness">The share of the light that a lens swallows, 0–1.</param>
    public static void PutOnGlasses(Mat picture, MeshReading mesh, double darkness)
    {
        var apart = mesh.LeftEye.DistanceTo(mesh.RightEye);
        using var worn = picture.Clone();
        foreach (var eye in new[] { mesh.LeftEye, mesh.RightEye })
        {
            var middle = new Point((int)eye.X, (int)(eye.Y + (0.07 * apart)));
            Cv2.Ellipse(worn, middle, new Size((int)(0.42 * apart), (int)(0.34 * apart)), 0, 0, 360, new Scalar(20, 18, 18), -1);
        }

        Cv2.AddWeighted(worn, darkness, picture, 1 - darkness, 0, picture);
    }
}
