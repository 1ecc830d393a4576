using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Audio;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web.Health;

/// <summary>Reads the state of the server: models, load, database, disk.</summary>
internal sealed class SystemReader(
    HealthReports checks,
    ModelStore store,
    VisionModels vision,
    VoiceDetector voice,
    FramePace pace,
    SessionJournals journals,
    IDbContextFactory<ProctoringDb> databases,
    ProctoringPaths paths,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    public async Task<SystemFacts> ReadAsync(CancellationToken cancellation)
    {
        // Comparing the models' hashes reads some tens of megabytes, so it does not run on the thread of a page.
        var models = Task.Run(store.Check, cancellation);
        var health = await checks.ReadAsync(cancellation);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var disk = new DriveInfo(Path.GetFullPath(paths.Data));
        return new SystemFacts(
            time.GetUtcNow().UtcDateTime,
            ServerVersion.Current,
            $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}",
            [
                .. health.Entries.Select(entry =>
                    (
                        entry.Key,
                        entry.Value.Status == HealthStatus.Healthy
                            ? null
                            : entry.Value.Description ?? entry.Value.Exception?.GetBaseException().Message ?? "It failed."
                    )
                ),
            ],
            await models,
            vision.Problem,
            voice.Load(),
            pace.Sessions,
            pace.WorkMs,
            pace.NextDelayMs,
            options.Value.Frames.IntervalMs,
            journals.Waiting,
            database.Database.IsSqlite()
                ? $"SQLite, {paths.Database}"
                : $"PostgreSQL, database {database.Database.GetDbConnection().Database}",
            await SizeAsync(database, cancellation),
            await database.Sessions.CountAsync(cancellation),
            await database.EvidenceImages.CountAsync(cancellation),
            paths.Evidence,
            disk.AvailableFreeSpace,
            disk.TotalSize
        );
    }

    async Task<long?> SizeAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (!database.Database.IsSqlite())
            return await database
                .Database.SqlQuery<long>($"SELECT pg_database_size(current_database()) AS \"Value\"")
                .SingleAsync(cancellation);
        // The latest writes are in the write-ahead log.
        return new[] { paths.Database, paths.Database + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length);
    }
}
