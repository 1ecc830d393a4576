using System.Collections.Concurrent;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Core.Evaluation;

/// <summary>Measures what the product says of heads: how they are turned, and whether they live. Of each picture the largest face counts.</summary>
internal sealed class HeadMeasure(FaceReader faces, Func<HeadReader> heads)
{
    static readonly ParallelOptions Cores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>The score from which a face counts as living here.</summary>
    const float LiveThreshold = 0.5f;

    /// <summary>Measures the turn of heads.</summary>
    public PoseResult Turn(IReadOnlyList<LabelledPose> images, string folder, string shownPath)
    {
        var (errors, unreadable) = (new ConcurrentBag<(double Yaw, double Pitch, double Roll)>(), new ConcurrentBag<string>());
        Parallel.ForEach(images, Cores, image =>
        {
            using var decoded = SetMeasure.Decode(folder, image.File);
            if (decoded?.Pixels is not { } picture) unreadable.Add(image.File);
            else if (faces.ReadFaces(picture).Faces is [var face, ..]) errors.Add(Error(HeadPoseReader.Read(face.Mesh), image));
        });
        double? Mean(Func<(double Yaw, double Pitch, double Roll), double> of) => errors.IsEmpty ? null : errors.Average(of);
        return new PoseResult(shownPath, images.Count, errors.Count, Mean(e => e.Yaw), Mean(e => e.Pitch), Mean(e => e.Roll), SetMeasure.Ordered(unreadable));
    }

    /// <summary>Measures who is taken for living. A face that is not found is not accepted.</summary>
    public LivenessResult Life(IReadOnlyList<LabelledLife> images, string folder, string shownPath)
    {
        var (accepted, unreadable) = (new ConcurrentDictionary<string, bool>(), new ConcurrentBag<string>());
        var reader = heads();
        Parallel.ForEach(images, Cores, image =>
        {
            using var decoded = SetMeasure.Decode(folder, image.File);
            if (decoded?.Pixels is not { } picture) unreadable.Add(image.File);
            accepted[image.File] = decoded?.Pixels is { } pixels && faces.ReadFaces(pixels).Faces is [var face, ..]
                && reader.ReadLiveness(pixels, face.Box).Score >= LiveThreshold;
        });
        double? Share(bool live) => images.Where(i => i.Live == live).Select(i => accepted[i.File] ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average() is var share && double.IsNaN(share) ? null : share;
        return new LivenessResult(shownPath, images.Count, Share(true), Share(false), LiveThreshold, SetMeasure.Ordered(unreadable));
    }

    /// <summary>AFLW2000 counts a head turned to the picture's left positive; up and clockwise are as the product counts them.</summary>
    static (double Yaw, double Pitch, double Roll) Error(HeadPose pose, LabelledPose label) =>
        (Apart(pose.Yaw, -label.Yaw), Apart(pose.Pitch, label.Pitch), Apart(pose.Roll, label.Roll));

    static double Apart(double a, double b) => Math.Abs(Math.IEEERemainder(a - b, 360));
}
