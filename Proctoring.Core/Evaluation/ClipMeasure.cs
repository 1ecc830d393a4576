using Proctoring.Core.Rules;
using Proctoring.Core.Violations;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Evaluation;

/// <summary>What the rules, as they are set in code, make of clips of ordinary behaviour: each clip is a sitting of its own at an exam's pace.</summary>
internal sealed class ClipMeasure(FaceReader faces, FrameReader reader)
{
    static readonly string[] Endings = [".mp4", ".webm", ".mov", ".avi", ".mkv", ".gif"];

    /// <summary>The clips of a folder, not of those below it.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    /// <summary>Plays the clips.</summary>
    public ClipsResult Measure(IReadOnlyList<string> files, string shownPath)
    {
        var (played, flagged, unreadable) = (TimeSpan.Zero, new List<FlaggedClip>(), new List<string>());
        foreach (var file in files)
        {
            var (frames, problem) = FrameSource.Read(file);
            if (problem is not null)
            {
                unreadable.Add(Path.GetFileName(file));
                continue;
            }

            played += frames.Count * FrameSource.BetweenFrames;
            flagged.AddRange(Play(frames).Select(span => new FlaggedClip(
                Path.GetFileName(file), span.Kind.Id, span.Severity.ToString(), (span.Began - DateTime.UnixEpoch).TotalSeconds, span.Detail)));
        }

        double PerHour(Func<string, bool> which) => played == TimeSpan.Zero ? 0 : flagged.Count(clip => which(clip.Severity)) / played.TotalHours;
        return new ClipsResult(
            shownPath,
            files.Count - unreadable.Count,
            played.TotalHours,
            PerHour(severity => severity == nameof(Severity.High)),
            PerHour(severity => severity != nameof(Severity.High)),
            flagged,
            unreadable);
    }

    List<ViolationSpan> Play(IReadOnlyList<SourceFrame> frames)
    {
        var (engine, memory, at) = (RuleCatalog.Default.CreateEngine(), new SittingMemory(new FaceMemory(Reference(frames))), DateTime.UnixEpoch);
        var changes = new List<ViolationChange>();
        foreach (var (number, frame) in frames.Index())
        {
            at += FrameSource.BetweenFrames;
            if (reader.Read(frame.Bytes, at, number, memory, PictureLimits.Photo).Observation is { } observation)
                changes.AddRange(engine.Apply(observation));
        }

        return [.. changes.Concat(engine.Finish()).Where(change => change.Kind == ChangeKind.Ended).Select(change => change.Span)];
    }

    /// <summary>The first face, as a candidate's own is taken before the exam.</summary>
    FaceEmbedding? Reference(IReadOnlyList<SourceFrame> frames)
    {
        foreach (var frame in frames)
        {
            using var decoded = PictureDecoder.Decode(frame.Bytes, PictureLimits.Photo);
            if (decoded.Pixels is { } picture && faces.ReadFaces(picture).Faces is [var face]) return faces.Embed(picture, face);
        }

        return null;
    }
}
