using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Giving back the time that a lost connection cost, while the database fails, is slow or belongs to another server.</summary>
public sealed class LostTimeTests
{
    static readonly (string, string) TwoMinutes = ("Proctoring:Policies:standard:GiveBackLostTime", "00:02:00");

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_is_tried_again_after_a_pause_and_given_up_after_three_failures(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, TwoMinutes);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        var (databases, deadlines) = Deadlines(host);
        for (var failure = 0; failure < 2; failure++)
            databases.HoldNext().SetException(new IOException("The connection was closed."));

        var giving = deadlines.GiveBackAsync(access.SessionId, host.Now.AddSeconds(-30));
        // The first attempt has failed; the test's clock stands.
        Assert.False(giving.IsCompleted);
        Assert.Equal(ends, await StoredAsync(host, access));
        await host.UntilAsync(() => giving.IsCompleted);
        Assert.Equal(ends.AddSeconds(30), await giving);

        databases.Away = true;
        giving = deadlines.GiveBackAsync(access.SessionId, host.Now.AddSeconds(-30));
        await host.UntilAsync(() => giving.IsCompleted);
        Assert.Null(await giving);
        Assert.Equal(ends.AddSeconds(30), await StoredAsync(host, access));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_server_that_lost_the_session_does_not_try_again(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, TwoMinutes);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        await using (var db = host.OpenDatabase())
        {
            await db
                .Sessions.Where(row => row.Id == access.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Epoch, row => row.Epoch + 1), Cancellation);
        }

        // The test's clock stands, so a second attempt would not come.
        var giving = host.Get<SessionDeadlines>().GiveBackAsync(access.SessionId, host.Now.AddSeconds(-30));

        Assert.Null(await giving.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(ends, await StoredAsync(host, access));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_is_given_once_although_the_answer_to_the_commit_is_lost(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, TwoMinutes);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        LostAnswers lost = new(host, 1);
        var deadlines = ActivatorUtilities.CreateInstance<SessionDeadlines>(host.Get<IServiceProvider>(), lost);

        var giving = deadlines.GiveBackAsync(access.SessionId, host.Now.AddSeconds(-30));
        await host.UntilAsync(() => giving.IsCompleted);

        Assert.Equal(ends.AddSeconds(30), await giving);
        Assert.Equal(ends.AddSeconds(30), await StoredAsync(host, access));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_join_does_not_wait_for_a_database_that_blocks_its_thread(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, TwoMinutes);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        using BlockingDatabases blocking = new(host.Get<IDbContextFactory<ProctoringDb>>());
        var deadlines = ActivatorUtilities.CreateInstance<SessionDeadlines>(host.Get<IServiceProvider>(), blocking);
        var sessions = ActivatorUtilities.CreateInstance<LocalSessions>(host.Get<IServiceProvider>(), deadlines);
        await sessions.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
        await sessions.LeaveAsync(access.SessionId, "test");
        host.Clock.Advance(TimeSpan.FromSeconds(30));

        var joining = Task.Run(
            () => sessions.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true),
            Cancellation
        );
        await host.UntilAsync(() => joining.IsCompleted);
        Assert.Equal(ends, host.Live(access).EndsAt);

        blocking.Release();
        await host.UntilAsync(() => host.Live(access).EndsAt > ends.AddSeconds(29));
    }

    static (HeldDatabases Databases, SessionDeadlines Deadlines) Deadlines(CoreHost host)
    {
        HeldDatabases databases = new(host.Get<IDbContextFactory<ProctoringDb>>());
        return (databases, ActivatorUtilities.CreateInstance<SessionDeadlines>(host.Get<IServiceProvider>(), databases));
    }

    static async Task<DateTime?> StoredAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return await db.Sessions.Where(row => row.Id == access.SessionId).Select(row => row.EndsAt).SingleAsync(Cancellation);
    }

    /// <summary>Blocks the calling thread, as SQLite does.</summary>
    sealed class BlockingDatabases(IDbContextFactory<ProctoringDb> inner) : IDbContextFactory<ProctoringDb>, IDisposable
    {
        readonly ManualResetEventSlim free = new();

        public void Release() => free.Set();

        public ProctoringDb CreateDbContext()
        {
            if (!free.Wait(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("The test did not release the database.");
            return inner.CreateDbContext();
        }

        public Task<ProctoringDb> CreateDbContextAsync(CancellationToken cancellationToken = default) => Task.FromResult(CreateDbContext());

        public void Dispose() => free.Dispose();
    }
}
