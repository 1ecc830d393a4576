using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Finds a mask or dark glasses by the colours of the face, which it compares only with each other: it needs no model of skin.
/// </summary>
/// <remarks>Figures: docs/accuracy.md, Enrolment. A mask in the colour of the skin, one in a
/// picture without colours, and lightly tinted glasses are not found.</remarks>
internal static class FaceCoverings
{
    /// <summary>Side of the square in which the regions are read, in pixels.</summary>
    const int Side = 192;

    /// <summary>The square relative to the mesh.</summary>
    const float Margin = 1.1f;

    /// <summary>Skin below both eyes that is darker than this share of the cheeks …</summary>
    const double DarkBelowEyes = 0.65;

    /// <summary>… and than this share of the skin between the eyes, lies behind dark glasses. Side light and hair darken one side only.
    /// </summary>
    const double DarkBesideNose = 0.8;

    /// <summary>The least redness (Cr above grey) of the skin between the eyes. Below it the picture has too little colour.</summary>
    const double LeastRedness = 8;

    /// <summary>The lower face keeps at least this share of that redness, with a beard too; white, blue and black cloth do not.</summary>
    const double KeptRedness = 0.4;

    /// <summary>Lips are redder than the skin around them by at least this much, if the lower face lost its redness …</summary>
    const double VisibleLips = 5;

    /// <summary>… or by this share of the redness between the eyes: in dim light and on dark skin all of it is weaker.</summary>
    const double VisibleLipsShare = 0.3;

    /// <summary>Cloth of another colour: the least distance of Cr and Cb between the lower face and the skin between the eyes …</summary>
    const double OtherColour = 12;

    /// <summary>… where the place of the lips has one colour only, which is that of its surroundings. The greatest deviation and
    /// difference of Cr.</summary>
    const double OneColour = 4;

    static readonly int[] BetweenEyes = [55, 285, 412, 351, 6, 122, 188];
    static readonly int[] BelowLeftEye = [111, 117, 118, 119, 120, 121, 231, 230, 229, 228];
    static readonly int[] BelowRightEye = [340, 346, 347, 348, 349, 350, 451, 450, 449, 448];
    static readonly int[] LeftCheek = [118, 101, 205, 187, 147, 123];
    static readonly int[] RightCheek = [347, 330, 425, 411, 376, 352];
    static readonly int[] Lips = [61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91];
    static readonly int[] LowerFace = [205, 165, 2, 391, 425, 411, 434, 430, 431, 262, 428, 199, 208, 32, 211, 210, 214, 187];

    /// <summary>Returns the reason for refusing a face that is covered; null if nothing seems to cover it.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="mesh">The mesh of a face that looks into the camera.</param>
    public static ReferenceRefusal? Of(Mat picture, MeshReading mesh)
    {
        var toChip = SimilarityTransform.OfSquare(mesh.Bounds(Margin), Side);
        using var chip = PictureCutter.Cut(picture, toChip, Side);
        using var colours = new Mat();
        Cv2.CvtColor(chip, colours, ColorConversionCodes.BGR2YCrCb);
        var between = Read(colours, mesh, toChip, BetweenEyes);
        var (belowLeft, belowRight) = (Read(colours, mesh, toChip, BelowLeftEye), Read(colours, mesh, toChip, BelowRightEye));
        var (left, right) = (Read(colours, mesh, toChip, LeftCheek), Read(colours, mesh, toChip, RightCheek));
        if (
            belowLeft.Light < DarkBelowEyes * left.Light
            && belowRight.Light < DarkBelowEyes * right.Light
            && Math.Max(belowLeft.Light, belowRight.Light) < DarkBesideNose * between.Light
        )
            return ReferenceRefusal.DarkGlasses;
        return HidesMouth(between, Read(colours, mesh, toChip, LowerFace), Read(colours, mesh, toChip, Lips))
            ? ReferenceRefusal.Masked
            : null;
    }

    static bool HidesMouth(Region between, Region lower, Region lips)
    {
        if (between.Red < LeastRedness)
            return false;
        var redder = lips.Red - lower.Red;
        if (lower.Red < KeptRedness * between.Red && redder < Math.Min(VisibleLips, VisibleLipsShare * between.Red))
            return true;
        var (red, blue) = (lower.Red - between.Red, lower.Blue - between.Blue);
        return Math.Sqrt((red * red) + (blue * blue)) > OtherColour && lips.RedSpread < OneColour && Math.Abs(redder) < OneColour;
    }

    static Region Read(Mat colours, MeshReading mesh, SimilarityTransform toChip, int[] points)
    {
        using var inside = new Mat(Side, Side, MatType.CV_8UC1, Scalar.All(0));
        var corners = Array.ConvertAll(points, i => toChip.Apply(mesh[i]));
        var hull = Cv2.ConvexHull(Array.ConvertAll(corners, p => new Point((int)MathF.Round(p.X), (int)MathF.Round(p.Y))));
        Cv2.FillConvexPoly(inside, hull, Scalar.White);
        Cv2.MeanStdDev(colours, out var mean, out var deviation, inside);
        return new Region(mean.Val0, mean.Val1 - 128, mean.Val2 - 128, deviation.Val1);
    }

    /// <summary>The mean luminance and colour of a region: Cr and Cb relative to grey, and the deviation of Cr.</summary>
    readonly record struct Region(double Light, double Red, double Blue, double RedSpread);
}
