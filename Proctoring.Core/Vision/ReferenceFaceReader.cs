using OpenCvSharp;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>Reads the reference photo. Accepts only a good one, because all later frames are compared with it.</summary>
internal sealed class ReferenceFaceReader(FaceReader faces, HeadReader? heads = null)
{
    /// <summary>The number of frames of a camera that are read; the best one is used.</summary>
    public const int LiveFrames = 3;

    /// <summary>If all frames of a camera have a lower liveness, they show a picture of a face. Living people in good light are above,
    /// except in soft pictures (docs/accuracy.md, Enrolment).</summary>
    const float LeastLiveness = 0.1f;

    /// <summary>The quality of a photo that is stored turned.</summary>
    const int JpegQuality = 92;

    /// <summary>The embedders use 112 to 150 pixels that reach slightly beyond the face, so a smaller face has too little detail.</summary>
    const float LeastSide = 90;

    /// <summary>The smallest share of the picture's shorter side, so that a face in the background cannot be the reference.</summary>
    const float LeastShare = 0.12f;

    /// <summary>The largest share of mesh points outside the picture: the outline of the forehead.</summary>
    const float MostOutside = 0.05f;

    /// <summary>Beyond this angle the far side of the face is hidden.</summary>
    const float MostYaw = 30 * MathF.PI / 180;

    /// <summary>The lowest mean luminance of the face. Faces in ordinary photographs have 60 to 200.</summary>
    const double LeastBrightness = 30;

    /// <summary>
    /// The lowest sharpness. Measured on photographs and webcam clips: unchanged 0.54–2.2; blurred by 1.5 % of the face's width, like a
    /// soft
    /// webcam, 0.3–0.55; by 4 %, where eyes and mouth blur into each other, 0.14–0.3.
    /// </summary>
    const float LeastSharpness = 0.28f;

    /// <summary>Reads a photo and turns it upright if necessary. Thread-safe; bad input never throws.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="file">A JPEG, PNG or WebP file.</param>
    /// <param name="limits">The limits that the picture must keep.</param>
    /// <param name="mayBeCovered">Whether a mask or dark glasses are no reason for a refusal: the photo is only compared, and no later
    /// picture is compared with it.</param>
    /// <param name="approved">Whether a person accepts the photo whatever the judgement is. All models must agree in one face that
    /// can be compared all the same.</param>
    /// <returns>The embedding of the face, or the first reason for refusing the picture in the order in which a person would correct
    /// it.</returns>
    public ReferenceReading Read(
        InferenceSlot place,
        ReadOnlySpan<byte> file,
        PictureLimits limits,
        bool mayBeCovered = false,
        bool approved = false
    )
    {
        using var photo = Open(place, file, limits);
        if (photo.Pixels is not { } picture)
            return photo.Refused;
        if (faces.TurnOf(picture) is not { } turn)
            return Read(picture, mayBeCovered, approved) with { Content = photo.Content };
        using var upright = new Mat();
        Cv2.Rotate(picture, upright, turn);
        return Read(upright, mayBeCovered, approved) with { Content = PictureDecoder.Encode(upright, JpegQuality), Turned = true };
    }

    /// <summary>Reads frames of a camera that follow each other, and chooses the sharpest good one. A turned camera is refused, because its
    /// later frames would be turned too.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="files">The frames, oldest first. From three on, a face that looks like a picture in all of them is refused.</param>
    /// <param name="limits">The limits that each frame must keep.</param>
    /// <returns>The reading of the chosen frame and its index; the last frame's if none is good.</returns>
    public (ReferenceReading Reading, int Index) ReadLive(InferenceSlot place, IReadOnlyList<byte[]> files, PictureLimits limits)
    {
        var best = (Reading: default(ReferenceReading), Index: files.Count - 1);
        ReferenceReading? last = null;
        var (good, dead) = (0, 0);
        for (var index = 0; index < files.Count; index++)
        {
            last = ReadFrame(place, files[index], limits, files.Count >= LiveFrames, out var liveness);
            if (last.Refusal is not null)
                continue;
            good++;
            dead += liveness < LeastLiveness ? 1 : 0;
            if (best.Reading is null || last.Sharpness > best.Reading.Sharpness)
                best = (last, index);
        }

        if (best.Reading is not { } reading)
            return (last ?? new ReferenceReading(ReferenceRefusal.NotAnImage), files.Count - 1);
        return good >= LiveFrames && dead == good
            ? (reading with { Refusal = ReferenceRefusal.NotLive, Embedding = null }, best.Index)
            : (reading, best.Index);
    }

    ReferenceReading ReadFrame(InferenceSlot place, byte[] file, PictureLimits limits, bool asksLife, out float? liveness)
    {
        liveness = null;
        using var photo = Open(place, file, limits);
        if (photo.Pixels is not { } picture)
            return photo.Refused;
        var reading = Read(picture, mayBeCovered: false, approved: false) with { Content = photo.Content };
        // A face that is refused for another reason may be a turned one.
        if (faces.IsTurned(picture))
            return reading with { Refusal = ReferenceRefusal.NotUpright, Embedding = null };
        if (asksLife && reading is { Refusal: null, Where: { } where })
        {
            var box = new Rect2f(
                where.X * picture.Width,
                where.Y * picture.Height,
                where.Width * picture.Width,
                where.Height * picture.Height
            );
            liveness = heads?.ReadLiveness(picture, box)?.Score;
        }

        return reading;
    }

    static Opened Open(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        var inspection = PictureInspector.Inspect(file, limits);
        if (inspection.Picture is not { } whole)
            return new Opened(null, null, new ReferenceReading(ReasonOf(inspection.Refusal)) { Picture = inspection.Refusal });
        var decoded = PictureDecoder.Decode(place, whole, limits);
        return new Opened(decoded, whole.Content, new ReferenceReading(ReasonOf(decoded.Refusal)) { Picture = decoded.Refusal });
    }

    /// <summary>A photo's pixels, or the reason for refusing it.</summary>
    sealed record Opened(DecodedPicture? Decoded, byte[]? Content, ReferenceReading Refused) : IDisposable
    {
        public Mat? Pixels => Decoded?.Pixels;

        public void Dispose() => Decoded?.Dispose();
    }

    /// <summary>Judges a picture as <see cref="Read(InferenceSlot, ReadOnlySpan{byte}, PictureLimits, bool, bool)"/> does, for guidance
    /// before the photo. It compares nothing and computes no embedding, because the candidate may not have agreed to that.</summary>
    public ReferenceReading Judge(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        using var photo = Open(place, file, limits);
        if (photo.Pixels is not { } picture)
            return photo.Refused;
        var reading = Judge(picture, out var found);
        return reading.Refusal is null && found is { } face ? reading with { Refusal = FaceCoverings.Of(picture, face.Mesh) } : reading;
    }

    ReferenceReading Read(Mat picture, bool mayBeCovered, bool approved)
    {
        var reading = Judge(picture, out var found);
        if (found is not { } face)
            return reading;
        // All later frames are compared with a reference, so it must show a face beyond doubt, and the whole face.
        var against =
            (reading.Refusal is null || approved) && !faces.AllAgree(picture, face) ? ReferenceRefusal.NoFace
            : reading.Refusal is not null ? reading.Refusal
            : mayBeCovered ? null
            : FaceCoverings.Of(picture, face.Mesh);
        // Otherwise later pictures of the same person would look like another one's.
        var mayBeApproved = against is not (null or ReferenceRefusal.NoFace) && face.Comparable;
        return against is null || (approved && mayBeApproved)
            ? reading with
            {
                Refusal = null,
                Overridden = against,
                Embedding = faces.Embed(picture, face),
            }
            : reading with
            {
                Refusal = against,
                MayBeApproved = mayBeApproved,
            };
    }

    ReferenceReading Judge(Mat picture, out ReadFace? found)
    {
        found = null;
        var read = faces.ReadFaces(picture);
        if (read.Faces.Count == 0)
            return new ReferenceReading(PictureStatistics.Read(picture).Blocked ? ReferenceRefusal.Blocked : ReferenceRefusal.NoFace);
        if (read.Faces is not [var face])
            return new ReferenceReading(ReferenceRefusal.SeveralFaces);
        var where = FrameReader.BoxOf(face.Box, picture.Size());
        var (brightness, sharpness) = Look(picture, face.Box);
        found = face;
        return new ReferenceReading(ReasonAgainst(face, picture.Size(), brightness, sharpness), Where: where, Sharpness: sharpness);
    }

    static ReferenceRefusal? ReasonAgainst(ReadFace face, Size size, double brightness, float sharpness)
    {
        var side = Math.Min(face.Box.Width, face.Box.Height);
        if (side < LeastSide || side < LeastShare * Math.Min(size.Width, size.Height))
            return ReferenceRefusal.TooSmall;
        var outside = face.Mesh.Points.Count(p => p.X < 0 || p.Y < 0 || p.X >= size.Width || p.Y >= size.Height);
        if (outside > MostOutside * face.Mesh.Points.Length)
            return ReferenceRefusal.AtTheEdge;
        if (brightness < LeastBrightness)
            return ReferenceRefusal.TooDark;
        // Before the pose, which is unreliable for a blurred face.
        if (sharpness < LeastSharpness)
            return ReferenceRefusal.TooBlurred;
        return face.Comparable && MathF.Abs(face.Mesh.Yaw) <= MostYaw ? null : ReferenceRefusal.TurnedAway;
    }

    /// <summary>
    /// Measures the mean luminance and the sharpness of the face: the deviation of the Laplacian divided by that of the luminance. At a
    /// fixed
    /// 112 pixels and divided by the contrast, it depends neither on the size nor on the light of the picture.
    /// </summary>
    static (double Brightness, float Sharpness) Look(Mat picture, Rect2f box)
    {
        // Not on the aligned chip: the mesh may not fit a blurred face.
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

    static ReferenceRefusal ReasonOf(PictureRefusal? refusal) =>
        refusal switch
        {
            PictureRefusal.TooManyBytes or PictureRefusal.TooManyPixels => ReferenceRefusal.TooLarge,
            PictureRefusal.TooSmall => ReferenceRefusal.TooSmall,
            _ => ReferenceRefusal.NotAnImage,
        };
}
