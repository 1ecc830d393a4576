using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Proctoring.Core.Exams;

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
    )
    {
        var rows = new Reader(database, cancellation);
        await rows.AddAsync(database.Sessions.Include(row => row.Student).Where(row => row.Id == sessionId)).ConfigureAwait(false);
        await rows.AddAsync(database.SessionNumbers.Where(row => row.SessionId == sessionId)).ConfigureAwait(false);
        await rows.AddAsync(database.Violations.Where(row => row.SessionId == sessionId).OrderBy(row => row.BeganAt)).ConfigureAwait(false);
        await rows.AddAsync(database.EvidenceImages.Where(row => row.Violation!.SessionId == sessionId).OrderBy(row => row.TakenAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.ObservationChunks.Where(row => row.SessionId == sessionId).OrderBy(row => row.Sequence))
            .ConfigureAwait(false);
        await rows.AddAsync(database.Reports.Where(row => row.SessionId == sessionId)).ConfigureAwait(false);
        await rows.AddAsync(database.FlagDecisions.Where(row => row.SessionId == sessionId).OrderBy(row => row.DecidedAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.SessionVerdicts.Where(row => row.SessionId == sessionId).OrderBy(row => row.DecidedAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.ReviewNotes.Where(row => row.SessionId == sessionId).OrderBy(row => row.WrittenAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.CandidateReplies.Where(row => row.SessionId == sessionId).OrderBy(row => row.WrittenAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.StaffMessages.Where(row => row.SessionId == sessionId).OrderBy(row => row.SentAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.CandidateMessages.Where(row => row.SessionId == sessionId).OrderBy(row => row.SentAt))
            .ConfigureAwait(false);
        await rows.AddAsync(database.AuditEntries.Where(row => row.SessionId == sessionId).OrderBy(row => row.Id)).ConfigureAwait(false);
        if (rows.Sessions.SingleOrDefault() is { Status: not (SessionStatus.Preparing or SessionStatus.Running) })
        {
            var answers = await database
                .Answers.AsNoTracking()
                .Where(row => row.SessionId == sessionId)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            rows.Found.Add(new ChainRow(ChainedRows.OfAnswers(database.Model, sessionId, answers), null));
        }

        return rows.Found;
    }

    /// <summary>Reads the entries of the audit log that concern no session.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadAuditAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var rows = new Reader(database, cancellation);
        await rows.AddAsync(database.AuditEntries.Where(row => row.SessionId == null).OrderBy(row => row.Id)).ConfigureAwait(false);
        return rows.Found;
    }

    /// <summary>Reads the exams and their questions.</summary>
    public static async Task<IReadOnlyList<ChainRow>> ReadExamsAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var rows = new Reader(database, cancellation);
        await rows.AddAsync(database.Exams.OrderBy(row => row.Id)).ConfigureAwait(false);
        await rows.AddAsync(database.Set<Question>().OrderBy(row => row.Id)).ConfigureAwait(false);
        return rows.Found;
    }

    sealed class Reader(ProctoringDb database, CancellationToken cancellation)
    {
        readonly IModel model = database.Model;

        public List<ChainRow> Found { get; } = [];

        public List<ProctoringSession> Sessions { get; } = [];

        public async Task AddAsync<TRow>(IQueryable<TRow> query)
            where TRow : class
        {
            foreach (var row in await query.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
            {
                var session = row as ProctoringSession;
                if (session is not null)
                    Sessions.Add(session);
                Found.Add(new ChainRow(ChainedRows.Of(model, row, session?.Student?.ExternalId)!.Value, FirstChainContent.Of(row)));
            }
        }
    }
}
