using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Aligns a face as the embedders were trained to see it. Without alignment dlib's error is seven times as high.</summary>
internal static class FaceAlignment
{
    /// <summary>Side of MobileFaceNet's input, in pixels.</summary>
    public const int ArcFaceSide = 112;

    /// <summary>Side of the input of dlib's network, in pixels.</summary>
    public const int DlibSide = 150;

    /// <summary>Padding of dlib's chip around the face, as a share of its size.</summary>
    const float DlibPadding = 0.25f;

    /// <summary>InsightFace's template: eye, eye, tip of the nose, corners of the mouth, the picture's left first.</summary>
    static readonly Point2f[] ArcFaceTemplate =
    [
        new(38.2946f, 51.6963f),
        new(73.5318f, 51.5014f),
        new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f),
        new(70.7299f, 92.2041f),
    ];

    /// <summary>dlib's mean face for five points (image_transforms/interpolation.h): corners of the eyes, base of the nose.</summary>
    static readonly Point2f[] DlibTemplate = Array.ConvertAll<Point2f, Point2f>(
        [
            new(0.8595675f, 0.2134982f),
            new(0.6460605f, 0.2289674f),
            new(0.1205751f, 0.2137275f),
            new(0.3340851f, 0.2290642f),
            new(0.4901123f, 0.6277975f),
        ],
        p => (p + new Point2f(DlibPadding, DlibPadding)) * (DlibSide / (1 + (2 * DlibPadding)))
    );

    /// <summary>
    /// The mesh's points for dlib's: outer and inner corner of the right eye in the picture, of the left one, base of the nose.
    /// </summary>
    static readonly int[] DlibPoints = [263, 362, 33, 133, 2];

    const int NoseTip = 4;
    const int MouthLeft = 61;
    const int MouthRight = 291;

    /// <summary>The 112×112 chip for MobileFaceNet, BGR. The caller disposes it.</summary>
    public static Mat ArcFaceChip(Mat picture, MeshReading mesh)
    {
        Point2f[] points = [mesh.LeftEye, mesh.RightEye, mesh[NoseTip], mesh[MouthLeft], mesh[MouthRight]];
        return PictureCutter.Cut(picture, SimilarityTransform.Fit(points, ArcFaceTemplate), ArcFaceSide);
    }

    /// <summary>The 150×150 chip for dlib's network, BGR. The caller disposes it.</summary>
    public static Mat DlibChip(Mat picture, MeshReading mesh)
    {
        var points = Array.ConvertAll(DlibPoints, i => mesh[i]);
        return PictureCutter.Cut(picture, SimilarityTransform.Fit(points, DlibTemplate), DlibSide);
    }
}
