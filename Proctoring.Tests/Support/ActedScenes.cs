using OpenCvSharp;
using Proctoring.Tools.Evaluation;

namespace Proctoring.Tests.Support;

/// <summary>Acted camera scenes as 640×480 JPEGs. The scenes with the woman need the labelled pictures beside the repository.</summary>
internal static class ActedScenes
{
    static readonly Size Webcam = new(640, 480);

    static readonly string Turning = Path.Combine(TestFolders.EvaluationData, "clips", "head-pose-face-detection-female.gif");

    static readonly string PhoneInHand = Path.Combine(
        TestFolders.EvaluationData,
        "objects",
        "images",
        "handheld-8388367-sd_338_640_25fps_f000786.jpg"
    );

    /// <summary>The phone with part of the hand: the label's box, enlarged by 1.3.</summary>
    static readonly Lazy<Rect> Phone = new(() =>
        LabelFile
            .Read(Path.Combine(TestFolders.EvaluationData, "objects", "labels.json"))
            .Objects!.Single(label => PhoneInHand.EndsWith(Path.GetFileName(label.File), StringComparison.Ordinal))
            is { Boxes: [var box, ..] }
            ? Around(box.Where)
            : throw new InvalidOperationException("The picture of a phone in a hand has no box.")
    );

    /// <summary>Why the scenes of the woman are unavailable; null if they are available.</summary>
    public static string? Missing { get; } =
        File.Exists(Turning) && File.Exists(PhoneInHand) ? null : $"{TestFolders.EvaluationData} is not on this machine.";

    /// <summary>A woman who looks into the camera.</summary>
    public static byte[] Facing() => Jpeg(Woman(frame: 10));

    /// <summary>The same woman, turned away by about 55 degrees.</summary>
    public static byte[] Turned() => Jpeg(Woman(frame: 5));

    /// <summary>The same woman, with a phone in a hand beside her.</summary>
    public static byte[] WithPhone()
    {
        var scene = Woman(frame: 10);
        using var picture = Cv2.ImRead(PhoneInHand);
        using var cut = new Mat(picture, Phone.Value);
        using var small = cut.Resize(new Size(170, 170), 0, 0, InterpolationFlags.Area);
        using var place = new Mat(scene, new Rect(440, 290, 170, 170));
        small.CopyTo(place);
        return Jpeg(scene);
    }

    /// <summary>A print of the candidate in front of the camera: a paper margin, faded colours, few details, the room behind it.</summary>
    public static byte[] HeldPrint()
    {
        using var candidate = Cv2.ImDecode(TestFaces.Candidate, ImreadModes.Color);
        using var print = candidate.Resize(new Size(480, 360), 0, 0, InterpolationFlags.Area);
        using var soft = print.GaussianBlur(default, 2);
        using var faded = new Mat();
        soft.ConvertTo(faded, MatType.CV_8UC3, 0.5, 90);
        using var paper = new Mat();
        Cv2.CopyMakeBorder(faded, paper, 16, 16, 16, 16, BorderTypes.Constant, new Scalar(235, 238, 240));
        var scene = Cv2.ImDecode(TestFaces.Empty, ImreadModes.Color);
        using var place = new Mat(scene, new Rect((scene.Width - paper.Width) / 2, scene.Height - paper.Height, paper.Width, paper.Height));
        paper.CopyTo(place);
        return Jpeg(scene);
    }

    static Mat Woman(int frame)
    {
        using var clip = new VideoCapture(Turning);
        using var picture = new Mat();
        for (var number = 0; number < frame; number++)
            clip.Read(picture);
        using var cut = new Mat(picture, new Rect(80, 15, 320, 240));
        return cut.Resize(Webcam, 0, 0, InterpolationFlags.Cubic);
    }

    static Rect Around(Proctoring.Core.Observations.Box box)
    {
        using var picture = Cv2.ImRead(PhoneInHand);
        var (width, height) = (picture.Width, picture.Height);
        return Proctoring.Core.Vision.Objects.ObjectPasses.Around(
            new Rect2f(box.X * width, box.Y * height, box.Width * width, box.Height * height),
            1.3f,
            picture.Size()
        );
    }

    static byte[] Jpeg(Mat scene)
    {
        using (scene)
            return scene.ToBytes(".jpg");
    }
}
