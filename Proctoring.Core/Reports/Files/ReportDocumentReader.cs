using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reports.Files;

/// <summary>Reads the content of report files, for staff who may see the sessions.</summary>
internal sealed class ReportDocumentReader(IDbContextFactory<ProctoringDb> databases, AnsweringReader answering)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The most sessions in one file of a whole exam.</summary>
    public const int MaximumSessions = 5_000;

    /// <summary>Reads the document of an ended session; null if the viewer sees none of this id.</summary>
    public async Task<ReportDocument?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ReadOneAsync(
                database,
                database.Sessions.SeenBy(database, viewer).Where(session => session.Id == sessionId),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads the document of an ended session for its candidate; null if the proof does not open it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="tokenHash">The hash of the session's token.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<ReportDocument?> FindOwnAsync(Guid sessionId, string tokenHash, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ReadOneAsync(
                database,
                database.Sessions.Where(session => session.Id == sessionId && session.TokenHash == tokenHash),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads one document, with the comparison of its answers: a report of a whole exam would read the group once for each
    /// session.</summary>
    async Task<ReportDocument?> ReadOneAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> session,
        CancellationToken cancellation
    )
    {
        var document = (await ReadAsync(database, session, cancellation).ConfigureAwait(false)).SingleOrDefault();
        return document is null
            ? null
            : document with
            {
                // The group of that time, so that a report stays the same until its record changes.
                Answering = await answering.FindAsync(database, session, document.AsOf, cancellation).ConfigureAwait(false),
            };
    }

    /// <summary>Reads the title of an exam of this server, and the documents of its ended sessions that the viewer may see, the oldest
    /// first. No documents if there is no such exam.</summary>
    /// <exception cref="ReportTooLongException">There are more than <see cref="MaximumSessions"/>: a report that leaves some out must not
    /// look whole.</exception>
    public async Task<(string Title, IReadOnlyList<ReportDocument> Documents)> OfExamAsync(
        StaffViewer viewer,
        int examId,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = database
            .Sessions.SeenBy(database, viewer)
            .Where(session => session.ExamId == examId && database.Reports.Any(report => report.SessionId == session.Id));
        var count = await sessions.CountAsync(cancellation).ConfigureAwait(false);
        if (count > MaximumSessions)
            throw new ReportTooLongException(count);
        if (count == 0)
            return ("", []);
        var title = await database
            .Exams.Where(exam => exam.Id == examId)
            .Select(exam => exam.Title)
            .SingleAsync(cancellation)
            .ConfigureAwait(false);
        return (title, await ReadAsync(database, sessions, cancellation).ConfigureAwait(false));
    }

    /// <summary>Reads the documents of the ended sessions of an exam that the viewer may see, the oldest first.</summary>
    /// <exception cref="ReportTooLongException">There are more than <see cref="MaximumSessions"/>.</exception>
    /// <exception cref="SeveralSystemsException">The sessions belong to several systems.</exception>
    public async Task<IReadOnlyList<ReportDocument>> OfExamAsync(StaffViewer viewer, NamedExam exam, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = exam.In(database.Sessions.SeenBy(database, viewer))
            .Where(session => database.Reports.Any(report => report.SessionId == session.Id));
        var systems = await sessions
            .GroupBy(session => session.Student!.OwnerId)
            .Select(group => new { group.Key, Sessions = group.Count() })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (systems.Count > 1)
            throw new SeveralSystemsException(systems.Select(system => system.Key));
        if (systems is [{ Sessions: > MaximumSessions and var count }])
            throw new ReportTooLongException(count);
        return await ReadAsync(database, sessions, cancellation).ConfigureAwait(false);
    }

    static async Task<IReadOnlyList<ReportDocument>> ReadAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> sessions,
        CancellationToken cancellation
    )
    {
        var ids = sessions.Select(session => session.Id);
        var rows = await sessions
            .Join(
                database.Reports,
                session => session.Id,
                report => report.SessionId,
                (session, report) =>
                    new
                    {
                        session.Id,
                        session.CreatedAt,
                        StudentId = session.Student!.ExternalId,
                        session.Student.Name,
                        session.EndReason,
                        session.Verdict,
                        PersonCheck = database
                            .ManualIdentityChecks.Where(check => check.SessionId == session.Id)
                            .Select(check => new ReportedPersonCheck(check.Confirmed))
                            .FirstOrDefault(),
                        report.Content,
                        ReportedAt = report.CreatedAt,
                    }
            )
            .AsNoTracking()
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var turns = await TurnsAsync(database, ids, cancellation).ConfigureAwait(false);
        var approvals = await database.PhotoApprovalsOf(sessions).ToListAsync(cancellation).ConfigureAwait(false);
        var approved = approvals.ToLookup(row => row.SessionId, row => row.Approval);
        var heads = await database
            .ChainHeads.AsNoTracking()
            .Where(head => ids.Contains(head.ChainId))
            .ToDictionaryAsync(head => head.ChainId, cancellation)
            .ConfigureAwait(false);
        var verdicts = await VerdictsAsync(database, ids, cancellation).ConfigureAwait(false);
        var decisions = await DecisionsAsync(database, ids, cancellation).ConfigureAwait(false);
        var replies = await RepliesAsync(database, ids, cancellation).ConfigureAwait(false);
        return
        [
            .. rows.OrderBy(row => row.CreatedAt)
                .ThenBy(row => row.Id)
                .Select(row => new ReportDocument
                {
                    StudentId = row.StudentId,
                    StudentName = row.Name,
                    Report = ReportReader.Parse(row.Content)!,
                    EndReason = row.EndReason,
                    Verdict = row.Verdict,
                    PersonCheck = row.PersonCheck,
                    PhotoApprovals = [.. approved[row.Id]],
                    HeadTurns = [.. turns[row.Id]],
                    Verdicts = [.. verdicts[row.Id]],
                    Decisions = decisions[row.Id].ToLookup(decision => decision.Flag, decision => decision.Given),
                    Replies = replies[row.Id].ToDictionary(reply => reply.Flag, reply => reply.Text),
                    ChainLinks = heads.GetValueOrDefault(row.Id)?.Sequence ?? 0,
                    ChainHash = heads.GetValueOrDefault(row.Id)?.Hash,
                    AsOf = heads.GetValueOrDefault(row.Id)?.SignedAt ?? row.ReportedAt,
                }),
        ];
    }

    static async Task<ILookup<Guid, ReportedHeadTurn>> TurnsAsync(
        ProctoringDb database,
        IQueryable<Guid> ids,
        CancellationToken cancellation
    )
    {
        var rows = await database
            .HeadChallenges.Where(challenge => ids.Contains(challenge.SessionId))
            .OrderBy(challenge => challenge.AskedAt)
            .Select(challenge => new
            {
                challenge.SessionId,
                Turn = new ReportedHeadTurn(challenge.Turns, challenge.AskedAt, challenge.Result, challenge.Reason),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return rows.ToLookup(row => row.SessionId, row => row.Turn);
    }

    static async Task<ILookup<Guid, GivenVerdict>> VerdictsAsync(
        ProctoringDb database,
        IQueryable<Guid> ids,
        CancellationToken cancellation
    )
    {
        string former = L["Former_Reviewer"];
        var rows = await (
            from verdict in database.SessionVerdicts.Standing().Where(row => ids.Contains(row.SessionId))
            join user in database.Users on verdict.ReviewerId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby verdict.DecidedAt
            select new
            {
                verdict.SessionId,
                Given = new GivenVerdict(user == null ? former : user.Name, verdict.Verdict, verdict.Reason, verdict.DecidedAt),
            }
        )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return rows.ToLookup(row => row.SessionId, row => row.Given);
    }

    static async Task<ILookup<Guid, (Guid Flag, GivenDecision Given)>> DecisionsAsync(
        ProctoringDb database,
        IQueryable<Guid> ids,
        CancellationToken cancellation
    )
    {
        string former = L["Former_Reviewer"];
        var rows = await (
            from decision in database.FlagDecisions.Standing().Where(row => ids.Contains(row.SessionId))
            join user in database.Users on decision.ReviewerId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby decision.DecidedAt
            select new
            {
                decision.SessionId,
                decision.ViolationId,
                Given = new GivenDecision(user == null ? former : user.Name, decision.Decision, decision.Reason, decision.DecidedAt),
            }
        )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return rows.ToLookup(row => row.SessionId, row => (row.ViolationId, row.Given));
    }

    static async Task<ILookup<Guid, (Guid Flag, string Text)>> RepliesAsync(
        ProctoringDb database,
        IQueryable<Guid> ids,
        CancellationToken cancellation
    )
    {
        var rows = await database
            .CandidateReplies.Where(row => ids.Contains(row.SessionId))
            .Select(row => new
            {
                row.SessionId,
                row.ViolationId,
                row.Text,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return rows.ToLookup(row => row.SessionId, row => (row.ViolationId, row.Text));
    }
}

/// <summary>An exam has more sessions than one file may hold.</summary>
internal sealed class ReportTooLongException(int count)
    : Exception(
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"This exam has {count:N0} ended sessions; one report holds at most {ReportDocumentReader.MaximumSessions:N0}."
        )
    )
{
    /// <summary>How many sessions it has.</summary>
    public int Count { get; } = count;
}
