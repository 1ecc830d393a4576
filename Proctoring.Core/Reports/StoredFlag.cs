using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>A stored flag as people see it, on the review page and in the report, in the reader's language.</summary>
/// <param name="EndedAt">When it ended, at the latest with the session, UTC; null while it lasts.</param>
/// <param name="Explanation">The condition that its rule looks for, and the limits of the rule.</param>
/// <param name="Sentence">The observation: the place, the duration and the confidence.</param>
/// <param name="Pictures">Its evidence pictures in the order of time.</param>
/// <param name="Sound">The seconds of audio around it; null if none are stored.</param>
/// <param name="Strip">The pictures of the seconds around it; null if none are stored.</param>
internal sealed record StoredFlag(
    DateTime? EndedAt,
    string Explanation,
    string Sentence,
    IReadOnlyList<StoredPicture> Pictures,
    EvidenceImage? Sound,
    EvidenceImage? Strip
)
{
    /// <param name="row">The flag with its evidence.</param>
    /// <param name="finished">When the session ended, UTC; null while it runs.</param>
    public static StoredFlag Of(ProctoringViolation row, DateTime? finished)
    {
        List<StoredPicture> pictures =
        [
            .. row
                .Evidence.Where(file => file.IsPicture)
                .OrderBy(file => file.TakenAt)
                .Select(file => new StoredPicture(file, BoxesOf(file))),
        ];
        var ended = row.EndedAt ?? finished;
        var sentence = new ViolationSentence
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
        };
        return new StoredFlag(
            ended,
            RuleText.Explanation(row.Type, row.Model),
            sentence.ToString(),
            pictures,
            row.Evidence.Find(file => file.IsSound),
            row.Evidence.Find(file => file.IsStrip)
        );
    }

    /// <summary>
    /// Boxes that cannot be read are left out: one damaged row must not keep a session from ending or from being reviewed.
    /// </summary>
    static List<Box> BoxesOf(EvidenceImage file)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Box>>(file.Boxes, ReportReader.Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>An evidence picture with what the model marked in it.</summary>
internal sealed record StoredPicture(EvidenceImage File, IReadOnlyList<Box> Boxes);
