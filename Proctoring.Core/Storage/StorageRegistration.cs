using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage;

/// <summary>Registers the database, the evidence store and their writers.</summary>
internal static class StorageRegistration
{
    /// <summary>The connection string that selects PostgreSQL; without it the database is a SQLite file.</summary>
    public const string ConnectionName = "Proctoring";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = configuration.GetConnectionString(ConnectionName) is { Length: > 0 } text ? text : null;
        if (connection is not null)
        {
            services.AddDbContextFactory<PostgresProctoringDb>(
                (provider, options) => Set(options.UseNpgsql(connection), provider).AddInterceptors(new SkipLockedRows())
            );
            services.AddSingleton<IDbContextFactory<ProctoringDb>, AsProctoringDb<PostgresProctoringDb>>();
            services.AddSingleton(new WriterSlots(8));
        }
        else
        {
            services.AddDbContextFactory<SqliteProctoringDb>(
                (provider, options) =>
                    Set(options.UseSqlite($"Data Source={provider.GetRequiredService<ProctoringPaths>().Database}"), provider)
                        .AddInterceptors(new SqliteConnections(), provider.GetRequiredService<SqliteWriterQueue>())
            );
            services.AddSingleton<IDbContextFactory<ProctoringDb>, AsProctoringDb<SqliteProctoringDb>>();
            services.AddSingleton<SqliteWriterQueue>();
            services.AddSingleton(new WriterSlots(1));
        }

        services.AddHostedService(provider => provider.GetRequiredService<ServerLock>());
        services.TryAddSingleton(provider => EncryptionKeys.In(provider.GetRequiredService<ProctoringPaths>().Keys));
        return services
            .AddSingleton(provider => new ServerLock(
                provider.GetRequiredService<ProctoringPaths>(),
                connection,
                provider.GetService<IHostApplicationLifetime>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ServerLock>>()
            ))
            .AddSingleton<DataFolder>()
            .AddSingleton<SigningKey>()
            .AddSingleton<KeyCanary>()
            .AddSingleton<InstallationKeys>()
            .AddChain()
            .AddSingleton<FaceEncryption>()
            .AddSingleton<IEvidenceStore>(provider => new FolderEvidenceStore(
                provider.GetRequiredService<ProctoringPaths>().Evidence,
                provider.GetRequiredService<IDataProtectionProvider>()
            ))
            .AddSingleton<EvidenceReader>()
            .AddSingleton<EvidenceWriter>()
            .AddSingleton<EvidenceSweep>()
            .AddSingleton<ServerName>()
            .AddSingleton<SessionEvents>()
            .AddSingleton<SessionEpochs>()
            .AddSingleton<ViolationRecorder>()
            .AddSingleton<SessionJournals>()
            .AddSingleton<SeriesStore>()
            .AddSingleton<DatabaseSetup>();
    }

    static IServiceCollection AddChain(this IServiceCollection services) =>
        services
            .AddSingleton<ChainSeal>()
            .AddSingleton<ChainAppender>()
            .AddSingleton<EvidenceChain>()
            .AddSingleton<ChainWitness>()
            .AddSingleton<WitnessWriter>()
            .AddSingleton<WitnessSettlement>()
            .AddSingleton<ChainAdoption>()
            .AddSingleton<StoredFiles>()
            .AddSingleton<ChainVerifier>();

    static DbContextOptionsBuilder Set(DbContextOptionsBuilder options, IServiceProvider provider) =>
        options
            .AddInterceptors(
                provider.GetRequiredService<SessionEvents>(),
                provider.GetRequiredService<EvidenceChain>(),
                provider.GetRequiredService<WitnessWriter>()
            )
            // Tests add their own interceptors to stop a save at each of its steps.
            .AddInterceptors(provider.GetServices<IInterceptor>())
            // Rows are counted up to a limit; their order does not matter for that.
            .ConfigureWarnings(warnings => warnings.Log((CoreEventId.RowLimitingOperationWithoutOrderByWarning, LogLevel.Debug)));

    /// <summary>Provides the provider's own context under the type that all code uses.</summary>
    sealed class AsProctoringDb<TContext>(IDbContextFactory<TContext> factory) : IDbContextFactory<ProctoringDb>
        where TContext : ProctoringDb
    {
        public ProctoringDb CreateDbContext() => factory.CreateDbContext();

        public async Task<ProctoringDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
    }
}
