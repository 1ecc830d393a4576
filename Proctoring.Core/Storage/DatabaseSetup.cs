using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage;

/// <summary>Brings the database to the shape that this version needs, and puts the demo exam into an empty one.</summary>
internal sealed class DatabaseSetup(IDbContextFactory<ProctoringDb> databases, EvidenceChain chain, ProctoringPaths paths, IOptions<ProctoringOptions> options)
{
    /// <summary>The migration from which on sessions have chains; once it is applied, a session without one is never taken up again as it is found.</summary>
    const string BeginsChains = "_StaffAndIntegrators";

    public async Task RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(paths.Data);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await KeepCopyAsync(database, cancellation).ConfigureAwait(false);
        // A mark that outlives a crash in the middle: the next start goes on where this one was broken off.
        var adopting = Path.Combine(paths.Data, "adopting-records");
        if ((await database.Database.GetPendingMigrationsAsync(cancellation).ConfigureAwait(false)).Any(migration => migration.EndsWith(BeginsChains, StringComparison.Ordinal)))
            await File.WriteAllTextAsync(adopting, "", cancellation).ConfigureAwait(false);
        await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
        if (File.Exists(adopting))
            await AdoptAsync(database, cancellation).ConfigureAwait(false);
        File.Delete(adopting);
        await StaffRoleRows.KeepAsync(database, cancellation).ConfigureAwait(false);
        await EarlierPasskeys.MoveAsync(database, cancellation).ConfigureAwait(false);
        if (!options.Value.SeedDemoExam || await database.Exams.AnyAsync(cancellation).ConfigureAwait(false))
            return;
        database.Add(DemoExam.Create());
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    async Task AdoptAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var kept = await database.Sessions
            .Where(session => session.Status != SessionStatus.Preparing && !database.ChainHeads.Any(head => head.SessionId == session.Id)).Select(session => session.Id)
            .ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var id in kept)
            await chain.AdoptAsync(database, id, cancellation).ConfigureAwait(false);
    }

    /// <summary>A SQLite file is copied before its shape changes: a migration that fails must not cost a record.</summary>
    async Task KeepCopyAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (!database.Database.IsSqlite() || !File.Exists(paths.Database))
            return;
        var applied = await database.Database.GetAppliedMigrationsAsync(cancellation).ConfigureAwait(false);
        var pending = await database.Database.GetPendingMigrationsAsync(cancellation).ConfigureAwait(false);
        if (applied.LastOrDefault() is not { } last || !pending.Any())
            return;
        // VACUUM INTO takes what still lies in the write-ahead log along, which copying the file would not.
        var copy = Path.Combine(paths.Data, $"proctoring.before-{last}.db");
        File.Delete(copy);
        await database.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", cancellation).ConfigureAwait(false);
    }
}
