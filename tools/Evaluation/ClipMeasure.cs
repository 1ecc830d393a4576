using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>
/// Applies the standard policy's default rules to clips of ordinary behaviour. Each clip is a session at the pace of an exam.
/// </summary>
internal sealed class ClipMeasure(FaceReader faces, FrameReader reader)
{
    static readonly string[] Endings = [".mp4", ".webm", ".mov", ".avi", ".mkv", ".gif"];

    /// <summary>Returns the clips of a folder without its subfolders.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Plays the clips.</summary>
    public ClipsResult Measure(IReadOnlyList<string> files, string shownPath)
    {
        var (played, flagged, unreadable) = (new Dictionary<string, TimeSpan>(), new List<FlaggedClip>(), new List<string>());
        foreach (var file in files)
        {
            var (name, (frames, problem)) = (Path.GetFileName(file), FrameSource.Read(file));
            if (problem is not null)
            {
                unreadable.Add(name);
                continue;
            }

            played[name] = frames[^1].At + FrameSource.BetweenFrames;
            flagged.AddRange(
                Play(frames)
                    .Select(span => new FlaggedClip(
                        name,
                        span.Kind.Id,
                        span.Severity.ToString(),
                        (span.Began - DateTime.UnixEpoch).TotalSeconds,
                        span.Detail
                    ))
            );
        }

        var hours = played.Values.Sum(time => time.TotalHours);
        var all = Summarise(flagged, hours);
        return new ClipsResult(
            shownPath,
            played.Count,
            hours,
            all.HighPerHour,
            all.MediumPerHour,
            all.LowPerHour,
            all.MediumPerHour + all.LowPerHour,
            played.ToDictionary(clip => clip.Key, clip => Summarise(flagged.FindAll(f => f.File == clip.Key), clip.Value.TotalHours)),
            flagged,
            unreadable
        );
    }

    static ClipResult Summarise(List<FlaggedClip> flagged, double hours)
    {
        int Count(Severity severity) => flagged.Count(clip => clip.Severity == severity.ToString());
        double PerHour(Severity severity) => hours <= 0 ? 0 : Count(severity) / hours;
        return new ClipResult(
            hours * 3600,
            Count(Severity.High),
            Count(Severity.Medium),
            Count(Severity.Low),
            PerHour(Severity.High),
            PerHour(Severity.Medium),
            PerHour(Severity.Low)
        );
    }

    List<ViolationSpan> Play(IReadOnlyList<SourceFrame> frames)
    {
        var (engine, memory) = (RuleCatalog.Default.CreateEngine(), new VisionMemory(new FaceMemory(Reference(frames))));
        var changes = new List<ViolationChange>();
        foreach (var (number, frame) in frames.Index())
        {
            // The time of the recording: a gap in it is a gap in the session.
            var at = DateTime.UnixEpoch + frame.At + FrameSource.BetweenFrames;
            if (reader.Read(MeasuringSlot.Only, frame.Bytes, at, number, memory, PictureLimits.Photo).Observation is { } observation)
                changes.AddRange(engine.Apply(observation));
        }

        return [.. changes.Concat(engine.Finish()).Where(change => change.Kind == ChangeKind.Ended).Select(change => change.Span)];
    }

    /// <summary>Returns the first face, which serves as the reference photo.</summary>
    FaceEmbedding? Reference(IReadOnlyList<SourceFrame> frames)
    {
        foreach (var frame in frames)
        {
            using var decoded = PictureDecoder.Decode(MeasuringSlot.Only, frame.Bytes, PictureLimits.Photo);
            if (decoded.Pixels is { } picture && faces.ReadFaces(picture).Faces is [var face])
                return faces.Embed(picture, face);
        }

        return null;
    }
}
