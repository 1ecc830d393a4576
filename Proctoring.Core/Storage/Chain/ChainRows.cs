using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>A row that a chain should record, in its present state.</summary>
/// <param name="Present">Its content in the present form.</param>
/// <param name="First">Its content in the form of earlier versions; null if they did not record it, or if no link of its session has that
/// form.</param>
internal readonly record struct ChainRow(ChainContent Present, ChainContent? First);

/// <summary>Reads the rows that a chain should record.</summary>
internal static class ChainRows
{
    /// <summary>Reads the rows of a session.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadSessionAsync(
        ProctoringDb database,
        Guid sessionId,
        CancellationToken cancellation
    ) => [.. (await ReadSessionsAsync(database, IdRange.Of(sessionId), _ => true, cancellation).ConfigureAwait(false))[sessionId]];

    /// <summary>Reads the rows of several sessions, with one query for each kind of row.</summary>
    /// <param name="database">The database.</param>
    /// <param name="ids">The sessions.</param>
    /// <param name="earlier">Whether a session has links of an earlier version, so that the first form is needed too.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<ILookup<Guid, ChainRow>> ReadSessionsAsync(
        ProctoringDb database,
        IdRange ids,
        Func<Guid, bool> earlier,
        CancellationToken cancellation
    )
    {
        var (first, last) = ids;
        var rows = new SessionReader(database, earlier, cancellation);
        await rows.AddSessionsAsync(database.Sessions.Where(row => row.Id >= first && row.Id <= last)).ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionNumbers.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .Select(row => new Keyed<SessionNumber>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .Violations.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.BeganAt)
                    .Select(row => new Keyed<ProctoringViolation>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .EvidenceImages.Where(row => row.Violation!.SessionId >= first && row.Violation.SessionId <= last)
                    .OrderBy(row => row.TakenAt)
                    .Select(row => new Keyed<EvidenceImage>(row.Violation!.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ScreenPictures.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.TakenAt)
                    .Select(row => new Keyed<ScreenPicture>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ObservationChunks.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.Sequence)
                    .Select(row => new Keyed<ObservationChunk>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .Reports.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .Select(row => new Keyed<ProctoringReport>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await AddReviewsAsync(rows, database, ids).ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionFiles.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.UploadedAt)
                    .Select(row => new Keyed<SessionFile>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .AnswerGrades.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.GradedAt)
                    .Select(row => new Keyed<AnswerGrade>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionRegrades.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.RegradedAt)
                    .Select(row => new Keyed<SessionRegrade>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .DataDeletions.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.DeletedAt)
                    .Select(row => new Keyed<DataDeletion>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAnswersAsync(ids).ConfigureAwait(false);
        return rows.Found.ToLookup(row => row.SessionId, row => row.Row);
    }

    static async Task AddReviewsAsync(SessionReader rows, ProctoringDb database, IdRange ids)
    {
        var (first, last) = ids;
        await rows.AddAsync(
                database
                    .FlagDecisions.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.DecidedAt)
                    .Select(row => new Keyed<FlagDecision>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .SessionVerdicts.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.DecidedAt)
                    .Select(row => new Keyed<SessionVerdict>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ReviewNotes.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.WrittenAt)
                    .Select(row => new Keyed<ReviewNote>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .CandidateReplies.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.WrittenAt)
                    .Select(row => new Keyed<CandidateReply>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .StaffMessages.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.SentAt)
                    .Select(row => new Keyed<StaffMessage>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .CandidateMessages.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.SentAt)
                    .Select(row => new Keyed<CandidateMessage>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .TimeChanges.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.ChangedAt)
                    .Select(row => new Keyed<TimeChange>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .Consents.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .Select(row => new Keyed<SessionConsent>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .ManualIdentityChecks.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .Select(row => new Keyed<ManualIdentityCheck>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .HeadChallenges.Where(row => row.SessionId >= first && row.SessionId <= last)
                    .OrderBy(row => row.AskedAt)
                    .Select(row => new Keyed<HeadChallenge>(row.SessionId, row))
            )
            .ConfigureAwait(false);
        await rows.AddAsync(
                database
                    .AuditEntries.Where(row => row.SessionId != null && row.SessionId.Value >= first && row.SessionId.Value <= last)
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

    sealed class Reader(ProctoringDb database, CancellationToken cancellation)
    {
        public List<ChainRow> Found { get; } = [];

        public async Task AddAsync<TRow>(IQueryable<TRow> query)
            where TRow : class
        {
            foreach (var row in await query.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
                Found.Add(new ChainRow(ChainedRows.Of(database.Model, row, null)!.Value, FirstChainContent.Of(row)));
        }
    }

    /// <summary>Hashes rows while it reads them, so that it never holds the content of many.</summary>
    sealed class SessionReader(ProctoringDb database, Func<Guid, bool> earlier, CancellationToken cancellation)
    {
        readonly HashSet<Guid> over = [];

        public List<(Guid SessionId, ChainRow Row)> Found { get; } = [];

        public async Task AddAsync<TRow>(IQueryable<Keyed<TRow>> query)
            where TRow : class
        {
            await foreach (var (session, row) in Each(query.AsNoTracking()).ConfigureAwait(false))
                Add(session, row, null);
        }

        public async Task AddSessionsAsync(IQueryable<ProctoringSession> query)
        {
            var sessions = query.AsNoTracking().Select(row => new { Row = row, Student = row.Student!.ExternalId });
            await foreach (var session in Each(sessions).ConfigureAwait(false))
            {
                if (session.Row.Status is not (SessionStatus.Preparing or SessionStatus.Running))
                    over.Add(session.Row.Id);
                Add(session.Row.Id, session.Row, session.Student);
            }
        }

        /// <summary>Adds the answers of the sessions that are over, of each session together.</summary>
        public async Task AddAnswersAsync(IdRange ids)
        {
            var (first, last) = ids;
            var hashes = over.ToDictionary(session => session, _ => new List<AnswerHash>());
            var answers = database.Answers.AsNoTracking().Where(row => row.SessionId >= first && row.SessionId <= last);
            await foreach (var answer in Each(answers).ConfigureAwait(false))
            {
                if (hashes.TryGetValue(answer.SessionId, out var ofSession))
                    ofSession.Add(ChainedRows.OfAnswer(database.Model, answer));
            }

            foreach (var (session, ofSession) in hashes)
                Found.Add((session, new ChainRow(ChainedRows.OfAnswers(session, ofSession), null)));
        }

        void Add(Guid session, object row, string? student)
        {
            var first = earlier(session) ? FirstChainContent.Of(row) : null;
            Found.Add((session, new ChainRow(ChainedRows.Of(database.Model, row, student)!.Value, first)));
        }

        ConfiguredCancelableAsyncEnumerable<TRow> Each<TRow>(IQueryable<TRow> query) =>
            query.AsAsyncEnumerable().WithCancellation(cancellation);
    }

    /// <summary>A row with its session.</summary>
    sealed record Keyed<TRow>(Guid SessionId, TRow Row);
}

/// <summary>The ids from the first to the last, both included, in the order of the ids, which the databases share.</summary>
/// <param name="First">The smallest.</param>
/// <param name="Last">The largest.</param>
internal readonly record struct IdRange(Guid First, Guid Last)
{
    public static IdRange Of(Guid id) => new(id, id);
}
