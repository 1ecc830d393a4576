using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>PostgreSQL ends a transaction of a cluster's server that says nothing for eight seconds. One that waits for the store of
/// evidence says something.</summary>
public sealed class TransactionKeeperTests
{
    const string IdleStatements =
        "SELECT query AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transaction_is_not_idle_while_the_store_of_evidence_is_slow(bool reading)
    {
        SlowStore? store = null;
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Postgres,
            services =>
            {
                var known = services.Last(service => service.ServiceType == typeof(IEvidenceStore)).ImplementationFactory!;
                services.Replace(
                    ServiceDescriptor.Singleton<IEvidenceStore>(provider => store = new SlowStore((IEvidenceStore)known(provider)))
                );
            }
        );
        var access = await host.OpenSessionAsync(proctored: false);
        await host.Get<SessionOpener>().StartAsync(access, Cancellation);
        store!.Slow = (reading, new TaskCompletionSource());

        var extending = host.Get<SessionDeadlines>()
            .ExtendAsync(access.SessionId, TimeSpan.FromMinutes(5), "A fire drill", StaffViewer.Console);
        await using var db = host.OpenDatabase();
        var idle = db.Database.SqlQueryRaw<string>(IdleStatements);
        await host.UntilAsync(() => idle.AsEnumerable().Contains(TransactionKeeper.Statement));
        Assert.False(extending.IsCompleted);
        store.Slow.Value.Until.SetResult();

        Assert.NotNull(await extending);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Fact]
    public async Task A_failure_of_the_store_is_the_failure_of_the_save()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Postgres);
        await using var db = host.OpenDatabase();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);

        var failing = host.Get<TransactionKeeper>()
            .WhileAsync(db.Database.GetDbConnection(), Task.FromException(new IOException("The store is full.")));

        await Assert.ThrowsAsync<IOException>(() => failing);
    }

    /// <summary>Holds the witnesses back.</summary>
    sealed class SlowStore(IEvidenceStore inner) : WrappedStore(inner)
    {
        /// <summary>Whether reading is slow, or storing, and until when; null for neither.</summary>
        public (bool Reading, TaskCompletionSource Until)? Slow { get; set; }

        public override async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
        {
            if (Slow is (true, var until))
                await until.Task;
            return await base.GetAsync(key, cancellation);
        }

        public override async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            if (Slow is (false, var until))
                await until.Task;
            await base.PutAsync(key, content, cancellation);
        }
    }
}
