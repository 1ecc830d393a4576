using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Adopts the records of an earlier version, once: sessions without a chain, exams, the audit log, and every session into the
/// chain of the installation. It records their present state.</summary>
internal sealed partial class ChainAdoption(
    IDbContextFactory<ProctoringDb> databases,
    ChainAppender appender,
    ChainWitness witness,
    IEvidenceStore evidence,
    ILogger<ChainAdoption> log
)
{
    const int Batch = 500;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Each step below is one transaction, and this one is the last: after a crash, the next start continues.
        if (await database.ChainHeads.AnyAsync(head => head.ChainId == ChainIds.Installation, cancellation).ConfigureAwait(false))
            return;
        await RestoreWitnessesAsync(database, cancellation).ConfigureAwait(false);
        await AdoptSessionsAsync(database, cancellation).ConfigureAwait(false);
        await AdoptAuditAsync(database, cancellation).ConfigureAwait(false);
        await AdoptInstallationAsync(database, cancellation).ConfigureAwait(false);
    }

    async Task AdoptSessionsAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var unchained = await database
            .Sessions.Where(session => !database.ChainHeads.Any(head => head.ChainId == session.Id))
            .Select(session => session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var sessionId in unchained)
        {
            var rows = await ChainRows.ReadSessionAsync(database, sessionId, cancellation).ConfigureAwait(false);
            await AppendAsync(database, sessionId, rows.Select(row => row.Present), cancellation).ConfigureAwait(false);
        }

        if (unchained.Count > 0)
            LogAdopted(unchained.Count);
    }

    async Task AdoptAuditAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (await database.ChainHeads.AnyAsync(head => head.ChainId == ChainIds.Audit, cancellation).ConfigureAwait(false))
            return;
        var rows = await ChainRows.ReadAuditAsync(database, cancellation).ConfigureAwait(false);
        if (rows.Count > 0)
            await AppendAsync(database, ChainIds.Audit, rows.Select(row => row.Present), cancellation).ConfigureAwait(false);
    }

    async Task AdoptInstallationAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var exams = await ChainRows.ReadExamsAsync(database, cancellation).ConfigureAwait(false);
        var heads = await database
            .ChainHeads.AsNoTracking()
            .Where(head => head.ChainId != ChainIds.Audit)
            .ToDictionaryAsync(head => head.ChainId, cancellation)
            .ConfigureAwait(false);
        var sessions = await database
            .Sessions.OrderBy(session => session.CreatedAt)
            .Select(session => session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        List<ChainContent> contents =
        [
            .. exams.Select(row => row.Present),
            .. sessions.Select(id => ChainAppender.OfTransition(ChainContent.SessionAdopted, id, ChainEnd.Of(heads.GetValueOrDefault(id)))),
        ];
        if (contents.Count > 0)
            await AppendAsync(database, ChainIds.Installation, contents, cancellation).ConfigureAwait(false);
    }

    async Task AppendAsync(ProctoringDb database, Guid chainId, IEnumerable<ChainContent> contents, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        foreach (var some in contents.Chunk(Batch))
        {
            await appender.AppendAsync(database, chainId, some, cancellation).ConfigureAwait(false);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            database.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Restores the witness that an earlier version could not write because it was stopped right after a chain's first
    /// transaction. Two cases prove that: a half-written witness beside the evidence agrees with the chain; or the chain has only that
    /// first transaction, so nothing can have been removed from it.</summary>
    async Task RestoreWitnessesAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var restored = 0;
        foreach (var head in await database.ChainHeads.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
        {
            if (!(await ReadAsync(head.ChainId, cancellation).ConfigureAwait(false) is { Nothing: true }))
                continue;
            var links = await database
                .ChainLinks.AsNoTracking()
                .Where(link => link.ChainId == head.ChainId)
                .OrderBy(link => link.Sequence)
                .Select(link => new
                {
                    link.Sequence,
                    link.Hash,
                    link.At,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            var found = await HalfWrittenAsync(head.ChainId, cancellation).ConfigureAwait(false);
            var proved = found is { } end
                ? links.Any(link => new ChainEnd(link.Sequence, link.Hash) == end)
                : links.Count > 0
                    && links.TrueForAll(link => link.At == links[0].At)
                    && await IsOpenAsync(database, head.ChainId, cancellation).ConfigureAwait(false);
            if (!proved)
                continue;
            await witness.RestoreAsync(head.ChainId, found ?? ChainEnd.Of(head), cancellation).ConfigureAwait(false);
            restored++;
        }

        if (restored > 0)
            LogRestored(restored);
    }

    static Task<bool> IsOpenAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database.Sessions.AnyAsync(
            session => session.Id == sessionId && (session.Status == SessionStatus.Preparing || session.Status == SessionStatus.Running),
            cancellation
        );

    async Task<Witnessed?> ReadAsync(Guid chainId, CancellationToken cancellation)
    {
        try
        {
            return await witness.ReadAsync(chainId, cancellation).ConfigureAwait(false);
        }
        catch (EvidenceDamagedException)
        {
            // It exists, and verification reports it.
            return null;
        }
    }

    async Task<ChainEnd?> HalfWrittenAsync(Guid chainId, CancellationToken cancellation)
    {
        foreach (var bytes in await evidence.UnfinishedAsync($"{chainId:N}/chain", cancellation).ConfigureAwait(false))
        {
            var words = System.Text.Encoding.ASCII.GetString(bytes).Split(' ');
            if (words is [var number, var hash] && int.TryParse(number, CultureInfo.InvariantCulture, out var sequence))
                return new ChainEnd(sequence, hash);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "{Count} sessions of an earlier version had no chain; their present state is now recorded")]
    partial void LogAdopted(int count);

    [LoggerMessage(
        LogLevel.Information,
        "The witnesses of {Count} chains were restored: an earlier version was stopped before it could write them"
    )]
    partial void LogRestored(int count);
}
