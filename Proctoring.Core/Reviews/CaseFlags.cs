using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>Makes what a reviewer sees of a violation's row.</summary>
internal static class CaseFlags
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="row">The violation with its pictures.</param>
    /// <param name="finished">When the session ended.</param>
    /// <param name="decisions">Those that stand, the oldest first.</param>
    /// <param name="secondReviewer">Whether the policy asks for two who agree.</param>
    /// <param name="reply">What the candidate says.</param>
    public static CaseFlag Of(ProctoringViolation row, DateTime? finished, IReadOnlyList<CaseDecision> decisions, bool secondReviewer, string? reply)
    {
        List<CasePicture> pictures = [.. row.Evidence.Where(image => !image.IsSound).OrderBy(image => image.TakenAt)
            .Select(image => new CasePicture(image.Id, image.TakenAt, image.Confidence, Boxes(image.Boxes)))];
        var sound = row.Evidence.Find(file => file.IsSound);
        var ended = row.EndedAt ?? finished;
        return new CaseFlag
        {
            Id = row.Id,
            Type = row.Type,
            Title = row.Title,
            Explanation = ViolationExplanation.Of(row.Type, row.Model),
            Sentence = new ViolationSentence
            {
                Type = row.Type,
                Title = row.Title,
                Duration = (ended ?? row.BeganAt) - row.BeganAt,
                PeakConfidence = row.PeakConfidence,
                FramesSeen = row.FramesSeen,
                FramesLooked = row.FramesLooked,
                Model = row.Model,
                Detail = row.Detail,
                Boxes = pictures.LastOrDefault()?.Boxes ?? [],
            }.ToString(),
            Severity = row.Severity,
            BeganAt = row.BeganAt,
            EndedAt = ended,
            PeakConfidence = row.PeakConfidence,
            MeanConfidence = row.MeanConfidence,
            FramesSeen = row.FramesSeen,
            FramesLooked = row.FramesLooked,
            Model = row.Model,
            Threshold = row.Threshold,
            Detail = row.Detail,
            Times = row.Times,
            Objects = row.Objects,
            WarnedAt = row.WarnedAt,
            Pictures = pictures,
            Sound = sound is null ? null : new CaseSound(sound.Id, sound.TakenAt),
            Decisions = decisions,
            State = FlagStates.Of(decisions.Select(one => (one.ReviewerId, one.Decision)), secondReviewer),
            Reply = reply,
        };
    }

    /// <summary>The risk of what was seen up to a moment.</summary>
    public static RiskScore RiskSoFar(IEnumerable<ProctoringViolation> rows, ExamPolicy policy, DateTime until) => RiskScore.Of(
        rows.Select(row => new RiskEntry(row.Type, row.Title, row.Severity, Later(row.EndedAt ?? until, row.BeganAt) - row.BeganAt, row.MeanConfidence)), policy);

    static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    /// <summary>A row that was written by hand must not keep the whole session from being read.</summary>
    static List<Box> Boxes(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Box>>(json, Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
