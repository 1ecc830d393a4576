using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace Proctoring.Tools.Evaluation;

/// <summary>
/// Makes a short sequence of one picture, like a camera on a desk in a still room: each frame is shifted, turned, brightened and compressed
/// slightly differently. It shows the effect of a vote over frames on camera noise, not on movement.
/// </summary>
internal static class Jitter
{
    const double MostShift = 0.015;
    const double MostTurn = 1.5;
    const double MostScale = 0.03;
    const double MostGain = 0.06;
    const int JpegQuality = 70;

    /// <summary>Makes one frame of the sequence. The caller disposes it.</summary>
    /// <param name="picture">8 bits, BGR.</param>
    /// <param name="name">The name of the picture. The same name and number always give the same frame.</param>
    /// <param name="frame">The frame's number.</param>
    public static Mat Frame(Mat picture, string name, int frame)
    {
        var dice = SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {frame}"));
        double Roll(int die, double most) => ((dice[die] / 127.5) - 1) * most;
        using var turn = Cv2.GetRotationMatrix2D(
            new Point2f(picture.Width / 2f, picture.Height / 2f),
            Roll(0, MostTurn),
            1 + Roll(1, MostScale)
        );
        turn.Set(0, 2, turn.Get<double>(0, 2) + Roll(2, MostShift) * picture.Width);
        turn.Set(1, 2, turn.Get<double>(1, 2) + Roll(3, MostShift) * picture.Height);
        using var moved = new Mat();
        // The edge is repeated: a black border could look like an object.
        Cv2.WarpAffine(picture, moved, turn, picture.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
        using var lit = new Mat();
        moved.ConvertTo(lit, MatType.CV_8UC3, 1 + Roll(4, MostGain));
        Cv2.ImEncode(".jpg", lit, out var bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality));
        return Cv2.ImDecode(bytes, ImreadModes.Color);
    }
}
