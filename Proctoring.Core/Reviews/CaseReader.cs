using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads one session for the review page.</summary>
internal sealed class CaseReader(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>Reads the session; null if the viewer cannot see one with this id.</summary>
    public async Task<SessionCase?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .ReadBy(database, viewer)
            .Include(row => row.Violations)
                .ThenInclude(row => row.Evidence)
            .AsSplitQuery()
            .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var row = (await SessionList.RowsAsync(database, [sessionId], cancellation).ConfigureAwait(false)).Single();
        var second = rules.AsksForTwo(session.Policy);
        var names = await NamesAsync(database, sessionId, cancellation).ConfigureAwait(false);
        return new SessionCase
        {
            Session = row,
            Policy = session.Policy,
            SecondReviewer = second,
            StartedAt = session.StartedAt,
            EndReason = session.EndReason,
            FramesRead = session.FramesRead,
            FramesRefused = session.FramesRefused,
            Accommodations = RuleOverride.FromJson(session.Accommodations),
            Identity = await database
                .ManualIdentityChecks.Where(check => check.SessionId == sessionId)
                .Select(check => new PersonCheck(check.Confirmed))
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false),
            Risk = await RiskAsync(database, session, cancellation).ConfigureAwait(false),
            Flags = await FlagsAsync(database, session, second, names, cancellation).ConfigureAwait(false),
            Notes = (
                await database
                    .ReviewNotes.AsNoTracking()
                    .Where(note => note.SessionId == sessionId)
                    .OrderBy(note => note.WrittenAt)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false)
            ).ConvertAll(note => new CaseNote(note.ViolationId, NameOf(names, note.AuthorId), note.Text, note.WrittenAt)),
            TimeChanges = await database.TimeChangesAsync(sessionId, cancellation).ConfigureAwait(false),
            LateAnswers = await database
                .Answers.Where(answer => answer.SessionId == sessionId && answer.ReceivedAt != null)
                .Select(answer => answer.ReceivedAt!.Value)
                .ToListAsync(cancellation)
                .ConfigureAwait(false),
            Messages = await database.MessagesAsync(sessionId, FormerStaff, cancellation).ConfigureAwait(false),
            Verdicts = (
                await database
                    .SessionVerdicts.AsNoTracking()
                    .Where(verdict => verdict.SessionId == sessionId && verdict.WithdrawnAt == null)
                    .OrderBy(verdict => verdict.DecidedAt)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false)
            ).ConvertAll(verdict => new CaseVerdict(
                verdict.ReviewerId,
                NameOf(names, verdict.ReviewerId),
                verdict.Verdict,
                verdict.Reason,
                verdict.DecidedAt
            )),
        };
    }

    /// <summary>Records who opened the session, and when a reviewer first did.</summary>
    public async Task OpenedAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.ReadBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return;
        database.Audit(viewer, "session_viewed", "the session", now, sessionId);
        if (
            await database
                .Sessions.ReviewedBy(database, viewer)
                .SingleOrDefaultAsync(row => row.Id == sessionId && row.ReviewOpenedAt == null && row.FinishedAt != null, cancellation)
                .ConfigureAwait(false) is
            { } session
        )
            session.ReviewOpenedAt = now;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    static async Task<List<CaseFlag>> FlagsAsync(
        ProctoringDb database,
        ProctoringSession session,
        bool secondReviewer,
        Dictionary<Guid, string> names,
        CancellationToken cancellation
    )
    {
        var decisions = (
            await database
                .FlagDecisions.AsNoTracking()
                .Where(row => row.SessionId == session.Id && row.WithdrawnAt == null)
                .OrderBy(row => row.DecidedAt)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToLookup(row => row.ViolationId);
        var replies = await database
            .CandidateReplies.Where(reply => reply.SessionId == session.Id)
            .ToDictionaryAsync(reply => reply.ViolationId, reply => reply.Text, cancellation)
            .ConfigureAwait(false);
        return
        [
            .. session
                .Violations.OrderBy(row => row.BeganAt)
                .ThenBy(row => row.Id)
                .Select(row =>
                    CaseFlags.Of(
                        row,
                        session.FinishedAt,
                        [
                            .. decisions[row.Id]
                                .Select(one => new CaseDecision(
                                    one.Id,
                                    one.ReviewerId,
                                    NameOf(names, one.ReviewerId),
                                    one.Decision,
                                    one.Reason,
                                    one.DecidedAt
                                )),
                        ],
                        secondReviewer,
                        replies.GetValueOrDefault(row.Id)
                    )
                ),
        ];
    }

    /// <summary>The risk of an ended session is the one in its report: later settings do not change it.</summary>
    async Task<RiskScore?> RiskAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (!session.Proctored)
            return null;
        var stored = await database
            .Reports.Where(report => report.SessionId == session.Id)
            .Select(report => report.Content)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (stored is not null && ReportReader.Parse(stored)?.Risk is { } risk)
            return risk;
        return rules.RiskOf(session.Violations, session.Policy, session.FinishedAt ?? session.LastWatchedAt ?? session.CreatedAt);
    }

    static async Task<Dictionary<Guid, string>> NamesAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        await database
            .Users.Where(user =>
                database.FlagDecisions.Any(row => row.SessionId == sessionId && row.ReviewerId == user.Id)
                || database.ReviewNotes.Any(row => row.SessionId == sessionId && row.AuthorId == user.Id)
                || database.SessionVerdicts.Any(row => row.SessionId == sessionId && row.ReviewerId == user.Id)
                || database.StaffMessages.Any(row => row.SessionId == sessionId && row.AuthorId == user.Id)
            )
            .ToDictionaryAsync(user => user.Id, user => user.Name, cancellation)
            .ConfigureAwait(false);

    static string NameOf(Dictionary<Guid, string> names, Guid id) => names.GetValueOrDefault(id, FormerStaff);

    const string FormerStaff = "a former member of staff";
}
