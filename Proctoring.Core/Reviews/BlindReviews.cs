using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Finds out whether a viewer must not see a report, because it would show colleagues' decisions before the viewer's own
/// verdict.</summary>
internal sealed class BlindReviews(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules)
{
    /// <summary>Whether the report of a session is hidden.</summary>
    public Task<bool> HideAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation) =>
        AnyAsync(viewer, sessions => sessions.Where(session => session.Id == sessionId), cancellation);

    /// <summary>Whether the report of an exam is hidden: it shows all sessions of the exam.</summary>
    public Task<bool> HideAsync(StaffViewer viewer, int examId, CancellationToken cancellation) =>
        AnyAsync(viewer, sessions => sessions.Where(session => session.ExamId == examId), cancellation);

    /// <inheritdoc cref="HideAsync(StaffViewer, int, CancellationToken)" />
    public Task<bool> HideAsync(StaffViewer viewer, NamedExam exam, CancellationToken cancellation) =>
        AnyAsync(viewer, exam.In, cancellation);

    async Task<bool> AnyAsync(
        StaffViewer viewer,
        Func<IQueryable<ProctoringSession>, IQueryable<ProctoringSession>> narrow,
        CancellationToken cancellation
    )
    {
        List<string> blind = [.. rules.AllVersions.Select(policy => policy.Reference).Where(rules.ReviewsBlind)];
        if (blind.Count == 0 || !viewer.MayReview())
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = narrow(database.Sessions).Where(session => session.Verdict == null && blind.Contains(session.Policy));
        var standing = database.SessionVerdicts.Standing();
        var verdicts = await sessions
            .Select(session => new
            {
                Reviewers = standing.Where(row => row.SessionId == session.Id).Select(row => row.ReviewerId).ToList(),
                Decided = database.FlagDecisions.Any(row => row.SessionId == session.Id && row.ReviewerId != viewer.UserId),
            })
            .Where(session => session.Decided || session.Reviewers.Count > 0)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return verdicts.Exists(session => session.Reviewers.Distinct().Count() < 2 && !session.Reviewers.Contains(viewer.UserId!.Value));
    }
}
