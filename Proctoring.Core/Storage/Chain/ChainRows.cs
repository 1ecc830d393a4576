using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>A row that a chain should record, in its present state.</summary>
/// <param name="Present">Its content in the present form.</param>
/// <param name="First">Its content in the form of earlier versions; null if they did not record it.</param>
internal readonly record struct ChainRow(ChainContent Present, ChainContent? First);

/// <summary>Reads the rows that a chain should record.</summary>
internal static class ChainRows
{
    /// <summary>Reads the rows of a session.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadSessionAsync(
        ProctoringDb database,
        Guid sessionId,
        CancellationToken cancellation
    ) => [.. (await ReadSessionsAsync(database, [sessionId], cancellation).ConfigureAwait(false))[sessionId]];

    /// <summary>Reads the rows of several sessions, with one query for each kind of row.</summary>
    public static async Task<ILookup<Guid, ChainRow>> ReadSessionsAsync(
        ProctoringDb database,
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancellation
    )
    {
        var rows = new SessionReader(database, cancellation);
        await rows.AddAsync(
                database
                    .Sessions.Include(row => row.Student)
                    .Where(row => ids.Contains(row.Id))
                    .Select(row => new Keyed<ProctoringSession>(row.Id, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionNumbers.Where(row => ids.Contains(row.SessionId))
                    .Select(row => new Keyed<SessionNumber>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .Violations.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.BeganAt)
                    .Select(row => new Keyed<ProctoringViolation>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .EvidenceImages.Where(row => ids.Contains(row.Violation!.SessionId))
                    .OrderBy(row => row.TakenAt)
                    .Select(row => new Keyed<EvidenceImage>(row.Violation!.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ScreenPictures.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.TakenAt)
                    .Select(row => new Keyed<ScreenPicture>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ObservationChunks.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.Sequence)
                    .Select(row => new Keyed<ObservationChunk>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database.Reports.Where(row => ids.Contains(row.SessionId)).Select(row => new Keyed<ProctoringReport>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await AddReviewsAsync(rows, database, ids).ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionFiles.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.UploadedAt)
                    .Select(row => new Keyed<SessionFile>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .AnswerGrades.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.GradedAt)
                    .Select(row => new Keyed<AnswerGrade>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionRegrades.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.RegradedAt)
                    .Select(row => new Keyed<SessionRegrade>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .DataDeletions.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.DeletedAt)
                    .Select(row => new Keyed<DataDeletion>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAnswersAsync(ids).ConfigureAwait(false);
        return rows.Found.ToLookup(row => row.SessionId, row => row.Row);
    }

    static async Task AddReviewsAsync(SessionReader rows, ProctoringDb database, IReadOnlyCollection<Guid> ids)
    {
        await rows.AddAsync(
                database
                    .FlagDecisions.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.DecidedAt)
                    .Select(row => new Keyed<FlagDecision>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionVerdicts.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.DecidedAt)
                    .Select(row => new Keyed<SessionVerdict>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ReviewNotes.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.WrittenAt)
                    .Select(row => new Keyed<ReviewNote>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .CandidateReplies.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.WrittenAt)
                    .Select(row => new Keyed<CandidateReply>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .StaffMessages.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.SentAt)
                    .Select(row => new Keyed<StaffMessage>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .CandidateMessages.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.SentAt)
                    .Select(row => new Keyed<CandidateMessage>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .TimeChanges.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.ChangedAt)
                    .Select(row => new Keyed<TimeChange>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database.Consents.Where(row => ids.Contains(row.SessionId)).Select(row => new Keyed<SessionConsent>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ManualIdentityChecks.Where(row => ids.Contains(row.SessionId))
                    .Select(row => new Keyed<ManualIdentityCheck>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .HeadChallenges.Where(row => ids.Contains(row.SessionId))
                    .OrderBy(row => row.AskedAt)
                    .Select(row => new Keyed<HeadChallenge>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .AuditEntries.Where(row => row.SessionId != null && ids.Contains(row.SessionId.Value))
                    .OrderBy(row => row.Id)
                    .Select(row => new Keyed<AuditEntry>(row.SessionId!.Value, row))
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads the entries of the audit log that concern no session.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadAuditAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var rows = new Reader(database, cancellation);
        await rows.AddAsync(database.AuditEntries.Where(row => row.SessionId == null).OrderBy(row => row.Id)).ConfigureAwait(false);
        return rows.Found;
    }

    /// <summary>Reads the exams with their questions and files.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadExamsAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var rows = new Reader(database, cancellation);
        await rows.AddAsync(database.Exams.OrderBy(row => row.Id)).ConfigureAwait(false);
        await rows.AddAsync(database.Set<Question>().OrderBy(row => row.Id)).ConfigureAwait(false);
        await rows.AddAsync(database.ExamFiles.OrderBy(row => row.Id)).ConfigureAwait(false);
        return rows.Found;
    }

    static ChainRow Of(IModel model, object row) =>
        new(ChainedRows.Of(model, row, (row as ProctoringSession)?.Student?.ExternalId)!.Value, FirstChainContent.Of(row));

    sealed class Reader(ProctoringDb database, CancellationToken cancellation)
    {
        public List<ChainRow> Found { get; } = [];

        public async Task AddAsync<TRow>(IQueryable<TRow> query)
            where TRow : class
        {
            foreach (var row in await query.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
                Found.Add(Of(database.Model, row));
        }
    }

    sealed class SessionReader(ProctoringDb database, CancellationToken cancellation)
    {
        readonly HashSet<Guid> over = [];

        public List<(Guid SessionId, ChainRow Row)> Found { get; } = [];

        public async Task AddAsync<TRow>(IQueryable<Keyed<TRow>> query)
            where TRow : class
        {
            foreach (var (session, row) in await query.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
            {
                if (row is ProctoringSession { Status: not (SessionStatus.Preparing or SessionStatus.Running) })
                    over.Add(session);
                Found.Add((session, Of(database.Model, row)));
            }
        }

        /// <summary>Adds the answers of the sessions that are over, of each session together.</summary>
        public async Task AddAnswersAsync(IReadOnlyCollection<Guid> ids)
        {
            var answers = await database
                .Answers.AsNoTracking()
                .Where(row => ids.Contains(row.SessionId))
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            var bySession = answers.ToLookup(answer => answer.SessionId);
            foreach (var session in over)
                Found.Add((session, new ChainRow(ChainedRows.OfAnswers(database.Model, session, bySession[session]), null)));
        }
    }

    /// <summary>A row with its session.</summary>
    sealed record Keyed<TRow>(Guid SessionId, TRow Row);
}
