using Proctoring.Core.Exams;

namespace Proctoring.Core.Reports;

/// <summary>Removes deleted data from a report.</summary>
internal static class ReportDeletions
{
    /// <summary>Returns the report without the data, and with the time and the cause of its deletion.</summary>
    /// <param name="report">The stored report.</param>
    /// <param name="deletions">The deletions in its session.</param>
    /// <param name="allAnswers">Whether choices were deleted together with the other answers.</param>
    public static ReportContent Without(this ReportContent report, IReadOnlyCollection<DataDeletion> deletions, bool allAnswers)
    {
        var ofFlags = deletions.Where(deletion => deletion.ViolationId is not null).ToLookup(deletion => deletion.ViolationId!.Value);
        var answers = deletions.FirstOrDefault(deletion => deletion.Data == DeletedData.Answers);
        return report with
        {
            Violations = [.. report.Violations.Select(violation => Without(violation, [.. ofFlags[violation.Id]]))],
            Answers = answers is null
                ? report.Answers
                : [.. report.Answers.Select(answer => Without(answer, answers.DeletedAt, allAnswers))],
        };
    }

    static ReportedViolation Without(ReportedViolation violation, IReadOnlyList<DataDeletion> deletions)
    {
        if (deletions.Count == 0)
            return violation;
        var gone = deletions.Select(deletion => deletion.Id).ToHashSet();
        var stays = violation.Evidence.Index().Where(one => !gone.Contains(one.Item)).ToList();
        var noStrip = violation.Strip is not { } strip || gone.Contains(strip);
        var noSound = violation.Sound is not { } sound || gone.Contains(sound);
        return violation with
        {
            Evidence = [.. stays.Select(one => one.Item)],
            Boxes = [.. stays.Where(one => one.Index < violation.Boxes.Count).Select(one => violation.Boxes[one.Index])],
            Strip = noStrip ? null : violation.Strip,
            StripTimes = noStrip ? [] : violation.StripTimes,
            Sound = noSound ? null : violation.Sound,
            SoundFrom = noSound ? null : violation.SoundFrom,
            DeletedAt = deletions.Max(deletion => deletion.DeletedAt),
            DeletedBy = deletions[^1].Cause,
        };
    }

    static ReportedAnswer Without(ReportedAnswer answer, DateTime at, bool allAnswers) =>
        answer.Response.Count == 0 && answer.File is null && !(allAnswers && answer.Choice is not null)
            ? answer
            : answer with
            {
                Choice = null,
                Response = [],
                File = null,
                // Reports of before points know only the choice.
                Points = answer.MaxPoints is null ? (answer.Right ? 1 : 0) : answer.Points,
                MaxPoints = answer.MaxPoints ?? 1,
                DeletedAt = at,
            };
}
