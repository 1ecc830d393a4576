using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Record;

/// <summary>Reported events of one session that arrive together are written together, each with its own result.</summary>
public sealed class EventBatchesTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Events_that_arrive_during_a_write_share_the_next_transaction(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);

        var results = await scene.InsertAsync([.. Enumerable.Range(0, 50).Select(number => scene.Event($"e-{number}"))]);

        Assert.All(results, result => Assert.True(result!.Created));
        // The first one did not wait; the other 49 waited for it.
        Assert.Equal(2, scene.Contexts.Created);
        await scene.AssertStoredAsync(50);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_same_event_in_one_batch_is_stored_once(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);

        var results = await scene.InsertAsync([scene.Event("first"), .. Enumerable.Range(0, 10).Select(_ => scene.Event("same"))]);

        Assert.Single(results.Skip(1), result => result!.Created);
        Assert.Single(results.Skip(1).Select(result => result!.Id).Distinct());
        await scene.AssertStoredAsync(2);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_that_the_database_refuses_fails_alone(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        var refused = scene.Event("refused", title: null!);

        var writes = scene.Begin([scene.Event("first"), scene.Event("a"), refused, scene.Event("b")]);

        await Assert.ThrowsAsync<DbUpdateException>(() => writes[2]);
        foreach (var other in new[] { 0, 1, 3 })
            Assert.True((await writes[other])!.Created);
        await scene.AssertStoredAsync(3);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_the_end_only_a_known_event_has_a_result(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        var known = (await scene.InsertAsync([scene.Event("known")]))[0]!.Id;
        await scene.Host.Get<Core.Sessions.Ending.SessionCloser>().SubmitForHostAsync(scene.Access.SessionId, null);

        var results = await scene.InsertAsync([scene.Event("first"), scene.Event("known"), scene.Event("late")]);

        Assert.Equal([null, new RecordedEvent(known, Created: false), null], results);
    }

    /// <summary>A session, and a writer of events whose first transaction waits until all events have arrived.</summary>
    sealed class Scene : IAsyncDisposable
    {
        readonly EventBatches batches;

        Scene(CoreHost host, SessionAccess access)
        {
            (Host, Access) = (host, access);
            Contexts = new CountedDatabases(host.Databases);
            batches = new EventBatches(Contexts, host.Get<SessionEpochs>());
        }

        public CoreHost Host { get; }

        public SessionAccess Access { get; }

        public CountedDatabases Contexts { get; }

        public static async Task<Scene> CreateAsync(DatabaseKind kind)
        {
            var host = await CoreHost.CreateAsync(kind);
            return new Scene(host, await host.OpenSessionAsync());
        }

        public ProctoringViolation Event(string client, string title = "Paste") =>
            new()
            {
                Id = Guid.CreateVersion7(),
                SessionId = Access.SessionId,
                Type = "paste_attempt",
                Title = title,
                BeganAt = Host.Now,
                EndedAt = Host.Now,
                ClientEventId = client,
            };

        public List<Task<RecordedEvent?>> Begin(IReadOnlyList<ProctoringViolation> events)
        {
            var hold = Host.Databases.HoldNext();
            List<Task<RecordedEvent?>> writes = [.. events.Select(row => batches.InsertAsync(row, null))];
            Assert.DoesNotContain(writes, write => write.IsCompleted);
            hold.SetResult();
            return writes;
        }

        public Task<RecordedEvent?[]> InsertAsync(IReadOnlyList<ProctoringViolation> events) => Task.WhenAll(Begin(events));

        public async Task AssertStoredAsync(int events)
        {
            await using var db = Host.OpenDatabase();
            Assert.Equal(events, await db.Violations.CountAsync(Cancellation));
            Assert.True((await Host.Get<ChainVerifier>().VerifyAsync(Access.SessionId, Cancellation)).Intact);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>Counts the contexts, of which each writes one transaction here.</summary>
    sealed class CountedDatabases(IDbContextFactory<ProctoringDb> inner) : IDbContextFactory<ProctoringDb>
    {
        public int Created { get; private set; }

        public ProctoringDb CreateDbContext() => inner.CreateDbContext();

        public Task<ProctoringDb> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            Created++;
            return inner.CreateDbContextAsync(cancellationToken);
        }
    }
}
