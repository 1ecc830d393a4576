using System.Collections.Concurrent;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Tools.Evaluation;

/// <summary>Measures head pose and liveness. The largest face of each picture counts.</summary>
internal sealed class HeadMeasure(FaceReader faces, Func<HeadReader> heads)
{
    /// <summary>The groups by turn to either side, in degrees.</summary>
    static readonly (string Name, double Below)[] Turns = [("0-15", 15), ("15-30", 30), ("30-60", 60), ("60-90", double.PositiveInfinity)];

    /// <summary>Faces with at least this score count as living here.</summary>
    const float LiveThreshold = 0.5f;

    /// <summary>Measures head pose.</summary>
    public PoseResult Turn(IReadOnlyList<LabelledPose> images, string folder, string shownPath)
    {
        var read = new ReadPose[images.Count];
        Parallel.For(
            0,
            images.Count,
            SetMeasure.Cores,
            i =>
            {
                using var decoded = SetMeasure.Decode(folder, images[i].File);
                read[i] = decoded?.Pixels is { } picture
                    ? new ReadPose(
                        images[i],
                        faces.ReadFaces(picture).Faces is [var face, ..] ? Error(HeadPoseReader.Read(face.Mesh), images[i]) : null,
                        Light.Of(picture)
                    )
                    : new ReadPose(images[i], null, null);
            }
        );
        var all = Errors(read);
        return new PoseResult(
            shownPath,
            all.Images,
            all.Scored,
            all.YawMae,
            all.PitchMae,
            all.RollMae,
            SetMeasure.Ordered(read.Where(i => i.Brightness is null).Select(i => i.Label.File))
        )
        {
            ByHalf = SetMeasure.HalfNames.ToDictionary(
                half => half,
                half => Errors([.. read.Where(i => SetMeasure.HalfOf(i.Label.File) == half)])
            ),
            ByTurn = Turns.ToDictionary(
                turn => turn.Name,
                turn => Errors([.. read.Where(i => Turns.First(t => Math.Abs(i.Label.Yaw) < t.Below) == turn)])
            ),
            ByLight = Light.Group(read, i => i.Brightness, Errors),
        };
    }

    static PoseErrors Errors(IReadOnlyList<ReadPose> images)
    {
        var scored = images.Select(i => i.Error).OfType<(double Yaw, double Pitch, double Roll)>().ToList();
        double? Mean(Func<(double Yaw, double Pitch, double Roll), double> of) => scored.Count == 0 ? null : scored.Average(of);
        return new PoseErrors(images.Count, scored.Count, Mean(e => e.Yaw), Mean(e => e.Pitch), Mean(e => e.Roll));
    }

    /// <summary>Measures liveness. A face that is not found is not accepted.</summary>
    public LivenessResult Life(IReadOnlyList<LabelledLife> images, string folder, string shownPath)
    {
        var (accepted, unreadable) = (new ConcurrentDictionary<string, bool>(), new ConcurrentBag<string>());
        var reader = heads();
        Parallel.ForEach(
            images,
            SetMeasure.Cores,
            image =>
            {
                using var decoded = SetMeasure.Decode(folder, image.File);
                if (decoded?.Pixels is not { } picture)
                    unreadable.Add(image.File);
                accepted[image.File] =
                    decoded?.Pixels is { } pixels
                    && faces.ReadFaces(pixels).Faces is [var face, ..]
                    && reader.ReadLiveness(pixels, face.Box)?.Score >= LiveThreshold;
            }
        );
        double? Share(bool live) =>
            images.Where(i => i.Live == live).Select(i => accepted[i.File] ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average() is var share
            && double.IsNaN(share)
                ? null
                : share;
        return new LivenessResult(shownPath, images.Count, Share(true), Share(false), LiveThreshold, SetMeasure.Ordered(unreadable));
    }

    /// <summary>AFLW2000 counts a turn to the picture's left as positive. Up and clockwise have the product's signs.</summary>
    static (double Yaw, double Pitch, double Roll) Error(HeadPose pose, LabelledPose label) =>
        (Apart(pose.Yaw, -label.Yaw), Apart(pose.Pitch, label.Pitch), Apart(pose.Roll, label.Roll));

    static double Apart(double a, double b) => Math.Abs(Math.IEEERemainder(a - b, 360));

    /// <summary>A labelled head with its error and the picture's mean grey; null if it was not found or could not be read.</summary>
    sealed record ReadPose(LabelledPose Label, (double Yaw, double Pitch, double Roll)? Error, float? Brightness);
}
