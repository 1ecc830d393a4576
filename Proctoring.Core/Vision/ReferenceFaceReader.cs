using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>Reads the picture that all later ones are compared with, and takes only a good one: its faults would be blamed on the candidate.</summary>
internal sealed class ReferenceFaceReader(FaceReader faces)
{
    /// <summary>Both embedders look at 112 to 150 pixels that reach a little beyond the face; with fewer there is nothing to see.</summary>
    const float LeastSide = 90;

    /// <summary>The least share of the picture's shorter side, so that a face in the background is nobody's reference.</summary>
    const float LeastShare = 0.12f;

    /// <summary>How many points of the mesh may lie outside of the picture: the forehead's outline, no more.</summary>
    const float MostOutside = 0.05f;

    /// <summary>Beyond this angle the far side of the face is hidden.</summary>
    const float MostYaw = 30 * MathF.PI / 180;

    /// <summary>The mean luminance of the face from which its features stand out; faces in ordinary photographs have 60 to 200.</summary>
    const double LeastBrightness = 30;

    /// <summary>
    /// The least sharpness. Measured on photographs and webcam clips: as they are 0.54–2.2, blurred by 1.5 % of the face's width 0.3–0.55, as a
    /// soft webcam gives it, by 4 % 0.14–0.3. At 4 % eyes and mouth run together.
    /// </summary>
    const float LeastSharpness = 0.28f;

    /// <summary>Reads a picture. Thread-safe; bad input never throws.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="file">A JPEG, PNG or WebP file.</param>
    /// <param name="limits">The limits that the picture must keep.</param>
    /// <returns>The embedding of the face, or the first reason for refusing the picture in the order in which a person would correct it.</returns>
    public ReferenceReading Read(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        var inspection = PictureInspector.Inspect(file, limits);
        if (inspection.Picture is not { } whole) return new ReferenceReading(ReasonOf(inspection.Refusal)) { Picture = inspection.Refusal };
        using var decoded = PictureDecoder.Decode(place, whole, limits);
        if (decoded.Pixels is not { } picture) return new ReferenceReading(ReasonOf(decoded.Refusal)) { Picture = decoded.Refusal };
        return Read(picture) with { Content = whole.Content };
    }

    ReferenceReading Read(Mat picture)
    {
        var read = faces.ReadFaces(picture);
        if (read.Faces.Count == 0) return new ReferenceReading(PictureStatistics.Read(picture).Blocked ? ReferenceRefusal.Blocked : ReferenceRefusal.NoFace);
        if (read.Faces is not [var face]) return new ReferenceReading(ReferenceRefusal.SeveralFaces);
        var where = FrameReader.BoxOf(face.Box, picture.Size());
        var (brightness, sharpness) = Look(picture, face.Box);
        // Everything later is compared with this one, so that it must be a face beyond doubt.
        var reason = ReasonAgainst(face, picture.Size(), brightness, sharpness) ?? (faces.AllAgree(picture, face) ? null : ReferenceRefusal.NoFace);
        return reason is null
            ? new ReferenceReading(null, faces.Embed(picture, face), where, sharpness)
            : new ReferenceReading(reason, Where: where, Sharpness: sharpness);
    }

    static ReferenceRefusal? ReasonAgainst(ReadFace face, Size size, double brightness, float sharpness)
    {
        var side = Math.Min(face.Box.Width, face.Box.Height);
        if (side < LeastSide || side < LeastShare * Math.Min(size.Width, size.Height)) return ReferenceRefusal.TooSmall;
        var outside = face.Mesh.Points.Count(p => p.X < 0 || p.Y < 0 || p.X >= size.Width || p.Y >= size.Height);
        if (outside > MostOutside * face.Mesh.Points.Count) return ReferenceRefusal.AtTheEdge;
        if (brightness < LeastBrightness) return ReferenceRefusal.TooDark;
        // Before the pose, which can't be told of a blurred face.
        if (sharpness < LeastSharpness) return ReferenceRefusal.TooBlurred;
        return face.Comparable && MathF.Abs(face.Mesh.Yaw) <= MostYaw ? null : ReferenceRefusal.TurnedAway;
    }

    /// <summary>
    /// The face's mean luminance, and its sharpness: the deviation of the Laplacian over that of the luminance. On 112 pixels, and divided
    /// by the contrast, it depends neither on the picture's size nor on its light.
    /// </summary>
    static (double Brightness, float Sharpness) Look(Mat picture, Rect2f box)
    {
        // Not on the aligned chip: where the face is blurred, the mesh may not fit.
        var middle = new Point2f(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        var square = SimilarityTransform.OfSquare(new TurnedSquare(middle, Math.Min(box.Width, box.Height), 0), FaceAlignment.ArcFaceSide);
        using var chip = PictureCutter.Cut(picture, square, FaceAlignment.ArcFaceSide);
        using var grey = new Mat();
        using var edges = new Mat();
        Cv2.CvtColor(chip, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.Laplacian(grey, edges, MatType.CV_32F, ksize: 3);
        Cv2.MeanStdDev(grey, out var mean, out var contrast);
        Cv2.MeanStdDev(edges, out _, out var detail);
        return (mean.Val0, (float)(detail.Val0 / Math.Max(1, contrast.Val0)));
    }

    static ReferenceRefusal ReasonOf(PictureRefusal? refusal) => refusal switch
    {
        PictureRefusal.TooManyBytes or PictureRefusal.TooManyPixels => ReferenceRefusal.TooLarge,
        PictureRefusal.TooSmall => ReferenceRefusal.TooSmall,
        _ => ReferenceRefusal.NotAnImage,
    };
}
