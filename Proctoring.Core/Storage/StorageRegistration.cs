using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Proctoring.Core.Storage.Backup;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Policies;
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
        var node = configuration.GetSection(ProctoringOptions.Section).GetSection(nameof(ProctoringOptions.Cluster));
        // A backup keeps a transaction open for as long as it takes; its connection is the plain one.
        var inCluster = node[nameof(NodeOptions.Address)] is { Length: > 0 };
        var writing = connection is not null && inCluster ? SharedConnection.For(connection) : connection;
        if (connection is not null)
        {
            services.AddDbContextFactory<PostgresProctoringDb>(
                (provider, options) => Set(options.UseNpgsql(writing), provider).AddInterceptors(new SkipLockedRows())
            );
            services.AddSingleton<IDbContextFactory<ProctoringDb>, AsProctoringDb<PostgresProctoringDb>>();
            services.AddSingleton(new WriterSlots(8));
            services.AddSingleton<IDatabaseBackup>(new PostgresBackup(connection));
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
            services.AddSingleton<IDatabaseBackup, SqliteBackup>();
        }

        services.AddHostedService(provider => provider.GetRequiredService<ServerLock>());
        services.AddFiles(configuration, writing);
        services.TryAddSingleton(provider => EncryptionKeys.In(provider.GetRequiredService<IKeyFiles>()));
        return services
            .AddSingleton(provider => new ServerLock(
                provider.GetRequiredService<ProctoringPaths>(),
                connection,
                provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.Cluster.InCluster,
                provider.GetService<IHostApplicationLifetime>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ServerLock>>()
            ))
            .AddSingleton<Backups>()
            .AddSingleton<DataFolder>()
            .AddSingleton<FilesFromFolder>()
            .AddSingleton<SigningKey>()
            .AddSingleton<KeyCanary>()
            .AddSingleton<InstallationKeys>()
            .AddChain()
            .AddSingleton<FaceEncryption>()
            .AddSingleton<EvidenceReader>()
            .AddSingleton<EvidenceWriter>()
            .AddSingleton<EvidenceSweep>()
            .AddSingleton<ServerName>()
            .AddSingleton<SessionEvents>()
            .AddSingleton<InvitationLinks>()
            .AddSingleton<SessionEpochs>()
            .AddSingleton<ViolationRecorder>()
            .AddSingleton<SessionJournals>()
            .AddSingleton<SeriesStore>()
            .AddSingleton<StoredPolicies>()
            .AddHostedService<PolicyRefresh>()
            .AddSingleton<SchemaMigration>()
            .AddSingleton<DatabaseSetup>();
    }

    /// <summary>Registers the stores of evidence and keys: folders, tables of PostgreSQL, or S3.</summary>
    static void AddFiles(this IServiceCollection services, IConfiguration configuration, string? connection)
    {
        var section = configuration.GetSection(ProctoringOptions.Section).GetSection(nameof(ProctoringOptions.Storage));
        var storage = section.Get<StorageOptions>() ?? new StorageOptions();
        if (connection is not null)
        {
            // Another name is another pool: evidence is written while a transaction of the record holds its connection.
            var own = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "Proctoring evidence" };
            services.AddSingleton(_ => new FileConnections(NpgsqlDataSource.Create(own)));
        }

        if (storage.Evidence == StoragePlace.S3)
            services.AddSingleton<IEvidenceStore>(provider => new S3EvidenceStore(
                provider.GetRequiredService<IOptions<ProctoringOptions>>().Value.Storage.S3,
                provider.GetRequiredService<IDataProtectionProvider>()
            ));
        else if (storage.Evidence == StoragePlace.Database && connection is not null)
            services.AddSingleton<IEvidenceStore>(provider => new DatabaseEvidenceStore(
                provider.GetRequiredService<FileConnections>().Source,
                provider.GetRequiredService<IDataProtectionProvider>()
            ));
        else
            services.AddSingleton<IEvidenceStore>(provider => new FolderEvidenceStore(
                provider.GetRequiredService<ProctoringPaths>().Evidence,
                provider.GetRequiredService<IDataProtectionProvider>()
            ));
        if (storage.Keys == StoragePlace.Database && connection is not null)
            services
                .AddSingleton(provider => new DatabaseKeyFiles(provider.GetRequiredService<FileConnections>().Source))
                .AddSingleton<IKeyFiles>(provider => provider.GetRequiredService<DatabaseKeyFiles>());
        else
            services.AddSingleton<IKeyFiles>(provider => new FolderKeyFiles(provider.GetRequiredService<ProctoringPaths>().Keys));
    }

    static IServiceCollection AddChain(this IServiceCollection services) =>
        services
            .AddSingleton<ChainSeal>()
            .AddSingleton<TransactionKeeper>()
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
            .ConfigureWarnings(warnings =>
                warnings
                    // Rows are counted up to a limit; their order does not matter for that.
                    .Log((CoreEventId.RowLimitingOperationWithoutOrderByWarning, LogLevel.Debug))
                    // A test compares the model with the migrations; at each start the comparison would take longer than the rest.
                    .Ignore(RelationalEventId.PendingModelChangesWarning)
                    // SQLite rebuilds a table only outside a transaction. The server saves a copy of the file before.
                    .Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning)
            );

    /// <summary>The connections of the stores of evidence and keys. A type of its own, so that nothing else uses them.</summary>
    sealed class FileConnections(NpgsqlDataSource source) : IAsyncDisposable
    {
        public NpgsqlDataSource Source => source;

        public ValueTask DisposeAsync() => source.DisposeAsync();
    }

    /// <summary>Provides the provider's own context under the type that all code uses.</summary>
    sealed class AsProctoringDb<TContext>(IDbContextFactory<TContext> factory) : IDbContextFactory<ProctoringDb>
        where TContext : ProctoringDb
    {
        public ProctoringDb CreateDbContext() => factory.CreateDbContext();

        public async Task<ProctoringDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
    }
}
