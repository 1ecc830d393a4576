using System.Collections.Concurrent;
using System.Globalization;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Evaluation;

/// <summary>Measures the product's own pipeline on labelled sets; nothing in it is special to measuring.</summary>
/// <param name="faces">The models for faces.</param>
/// <param name="objects">Gives the models for things; asked only where a set needs them.</param>
/// <param name="heads">Gives the models that look into faces.</param>
internal sealed class SetMeasure(FaceReader faces, Func<ObjectReader> objects, Func<HeadReader> heads)
{
    static readonly ParallelOptions Cores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Measures one set.</summary>
    /// <param name="labelFile">The set's labels.json.</param>
    /// <param name="shownPath">The set's name in the result.</param>
    public SetResult Measure(string labelFile, string shownPath)
    {
        var labels = LabelFile.Read(labelFile);
        var folder = Path.GetDirectoryName(Path.GetFullPath(labelFile)) ?? ".";
        if (labels.Pairs is { } pairs) return Verify(pairs, folder, shownPath);
        if (labels.Faces is { } images) return Count(images, folder, shownPath);
        if (labels.Objects is { } pictures) return Find(pictures, folder, shownPath);
        if (labels.Poses is { } poses) return new HeadMeasure(faces, heads).Turn(poses, folder, shownPath);
        if (labels.Lives is { } lives) return new HeadMeasure(faces, heads).Life(lives, folder, shownPath);
        return new UnsupportedResult(shownPath, labels.Unsupported ?? "there are no labels.");
    }

    VerificationResult Verify(IReadOnlyList<LabelledPair> pairs, string folder, string shownPath)
    {
        var embeddings = new ConcurrentDictionary<string, FaceEmbedding?>();
        var unreadable = new ConcurrentBag<string>();
        var files = pairs.SelectMany(p => new[] { p.A, p.B }).Distinct();
        Parallel.ForEach(files, Cores, file =>
        {
            using var decoded = Decode(folder, file);
            if (decoded?.Pixels is not { } picture)
            {
                unreadable.Add(file);
                embeddings[file] = null;
                return;
            }

            // Faces come largest first: of a verification photograph the largest counts.
            var read = faces.ReadFaces(picture);
            embeddings[file] = read.Faces.Count == 0 ? null : faces.Embed(picture, read.Faces[0]);
        });
        var scored = pairs.Select(p => (Pair: p, Score: Score(embeddings[p.A], embeddings[p.B]))).ToList();
        var roc = new Roc([.. scored.Select(s => (s.Score, s.Pair.Same))]);
        return new VerificationResult(
            shownPath,
            pairs.Count,
            roc.Scored,
            roc.Auc,
            roc.EqualErrorRate,
            roc.AcceptedAtFalseRate(0.01),
            roc.AccuracyAt(FaceComparer.Threshold),
            roc.FalseRateAt(FaceComparer.Threshold),
            FaceComparer.Threshold,
            Ordered(unreadable))
        {
            Curves = roc,
            Worst =
            [
                ("Two people taken for one", Mistaken(scored.Where(s => !s.Pair.Same && s.Score >= FaceComparer.Threshold).OrderByDescending(s => s.Score))),
                ("One person taken for two", Mistaken(scored.Where(s => s.Pair.Same && s.Score < FaceComparer.Threshold).OrderBy(s => s.Score))),
                ("No face found in one of them", Mistaken(scored.Where(s => s.Pair.Same && s.Score is null))),
            ],
        };
    }

    static List<MistakenPair> Mistaken(IEnumerable<(LabelledPair Pair, float? Score)> scored) =>
        [.. scored.Select(s => new MistakenPair(s.Pair.A, s.Pair.B, s.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"{score:0.000}") : $"{s.Pair.A}, {s.Pair.B}"))];

    FacesResult Count(IReadOnlyList<LabelledFaces> images, string folder, string shownPath)
    {
        var unreadable = new ConcurrentBag<string>();
        var counts = new ConcurrentDictionary<string, int>();
        Parallel.ForEach(images.Select(i => i.File).Distinct(), Cores, file =>
        {
            using var decoded = Decode(folder, file);
            if (decoded?.Pixels is not { } picture) unreadable.Add(file);
            counts[file] = decoded?.Pixels is { } p ? faces.ReadFaces(p).Faces.Count : 0;
        });
        var inexact = images.Where(i => counts[i.File] < i.Min || counts[i.File] > i.Max || unreadable.Contains(i.File)).ToList();
        return new FacesResult(
            shownPath,
            images.Count,
            images.Sum(i => i.Faces),
            images.Sum(i => Math.Min(counts[i.File], i.Faces)),
            images.Sum(i => Math.Max(0, counts[i.File] - i.Max)),
            images.Count - inexact.Count,
            [.. inexact.Select(i => $"{i.File} ({counts[i.File]} for {i.Faces})")],
            Ordered(unreadable));
    }

    SetResult Find(IReadOnlyList<LabelledObjects> images, string folder, string shownPath)
    {
        ObjectReader reader;
        try
        {
            reader = objects();
        }
        catch (Exception e) when (e is ModelMissingException or NotSupportedException or IOException)
        {
            return new UnsupportedResult(shownPath, e.Message);
        }

        var measured = new MeasuredObjects[images.Count];
        Parallel.For(0, images.Count, Cores, i =>
        {
            using var decoded = Decode(folder, images[i].File);
            measured[i] = new MeasuredObjects(images[i], decoded?.Pixels is { } picture ? reader.Read(picture, ObjectEffort.Full) : null);
        });
        return ObjectMeasure.Of(shownPath, measured);
    }

    static float? Score(FaceEmbedding? a, FaceEmbedding? b) => a is null || b is null ? null : FaceComparer.Similarity(a, b);

    /// <summary>The picture's pixels; null where the file can't even be opened.</summary>
    internal static DecodedPicture? Decode(string folder, string file)
    {
        try
        {
            return PictureDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, file)), PictureLimits.Photo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    internal static List<string> Ordered(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
