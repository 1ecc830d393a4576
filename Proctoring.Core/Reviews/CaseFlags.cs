using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reviews;

/// <summary>Creates a flag of the review page from its stored row.</summary>
internal static class CaseFlags
{
    /// <param name="row">The violation with its evidence.</param>
    /// <param name="finished">When the session ended, UTC; null while it runs.</param>
    /// <param name="decisions">The standing decisions, oldest first.</param>
    /// <param name="secondReviewer">Whether the policy requires two reviewers who agree.</param>
    /// <param name="reply">The candidate's answer.</param>
    public static CaseFlag Of(
        ProctoringViolation row,
        DateTime? finished,
        IReadOnlyList<CaseDecision> decisions,
        bool secondReviewer,
        string? reply
    )
    {
        var flag = StoredFlag.Of(row, finished);
        return new CaseFlag
        {
            Id = row.Id,
            Type = row.Type,
            Title = row.Title,
            Explanation = flag.Explanation,
            Sentence = flag.Sentence,
            Severity = row.Severity,
            BeganAt = row.BeganAt,
            EndedAt = flag.EndedAt,
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
            Pictures =
            [
                .. flag.Pictures.Select(picture => new CasePicture(
                    picture.File.Id,
                    picture.File.TakenAt,
                    picture.File.Confidence,
                    picture.Boxes
                )),
            ],
            Sound = flag.Sound is { } sound ? new CaseSound(sound.Id, sound.TakenAt) : null,
            Strip = flag.Strip is { } strip && StripFile.FramesOf(strip) is { Count: > 0 } frames ? new CaseStrip(strip.Id, frames) : null,
            Decisions = decisions,
            State = FlagStates.Of(decisions.Select(one => (one.ReviewerId, one.Decision)), secondReviewer),
            Reply = reply,
            ConcernsIdentity = FlagTypes.ConcernsIdentity(row.Type),
            NeedsDecision = FlagTypes.NeedsDecision(row.Type),
        };
    }
}
