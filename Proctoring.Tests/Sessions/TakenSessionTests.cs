using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A server is frozen, another one takes over its session, and the first one wakes up: whatever it tries then, it writes nothing
/// to the session's record.</summary>
public sealed class TakenSessionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_takeover_is_a_new_epoch_of_another_holder(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        Assert.Equal((0, null), await HolderAsync(host, access));

        await host.Get<SessionOpener>().StartAsync(access, default);
        var (first, firstHolder) = await HolderAsync(host, access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(20));
        var (second, secondHolder) = await HolderAsync(host, access);

        Assert.Equal((1, 2), (first, second));
        Assert.NotEqual(firstHolder, secondHolder);
        Assert.Equal(2, host.Live(access).Epoch);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_woken_server_writes_no_violation_and_no_gap_and_stops_the_session(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        var before = await scene.StateAsync();

        // It analyses what it had received, and passes on what its timers notice: both end in its journal.
        scene.StaleJournal.Write(
            new JournalEntry
            {
                Flags = [new FlagRecord(scene.Flag("tab_switch"), scene.Host.Now) { Picture = Picture(scene.Host) }],
                Watched = new WatchMark(scene.Host.Now.AddHours(1), 1000, 0),
                Pages = [new PageMark("page", 7)],
            }
        );
        Assert.True(await scene.StaleJournal.FlushAsync());
        scene.StaleJournal.Write(new JournalEntry { Flags = [new FlagRecord(scene.Flag("camera_lost"), scene.Host.Now)] });
        Assert.True(await scene.StaleJournal.FlushAsync());

        await scene.StaleStoppedAsync();
        Assert.Equal(before, await scene.StateAsync());
        Assert.Contains(scene.Log.Lines, line => line.Contains("has taken over session", StringComparison.Ordinal));
        Assert.Contains(scene.Log.Lines, line => line.Contains("1 entries of session", StringComparison.Ordinal));
        // It leaves the session to the other server, which still monitors it.
        await scene.StaleSweep.OpenAllAsync(default);
        Assert.Null(scene.Stale.Find(scene.Access.SessionId));
        await scene.ContinuesAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_woken_server_writes_no_answer(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        int question;
        await using (var db = scene.Host.OpenDatabase())
            question = (await db.Questions.FirstAsync(Cancellation)).Id;
        Assert.Equal(AnswerOutcome.Stored, await scene.Host.Get<AnswerStore>().KeepAsync(scene.Access, question, 1, default));

        await Assert.ThrowsAsync<SessionTakenException>(() => scene.StaleAnswers.KeepAsync(scene.Access, question, 2, default));

        Assert.Equal(1, (await scene.Host.Get<AnswerStore>().ReadAsync(scene.Access, default))[question].GetInt32());
        await scene.StaleStoppedAsync();
        // The page tries again. The answer is the candidate's, whichever server receives it, and needs no monitoring. The clock of this
        // server is behind, and the page knows the order.
        Assert.Equal(AnswerOutcome.Stored, await scene.StaleAnswers.KeepAsync(scene.Access, question, 2, scene.Host.Now, default));
        Assert.Equal(2, (await scene.Host.Get<AnswerStore>().ReadAsync(scene.Access, default))[question].GetInt32());
        await scene.ContinuesAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_woken_server_does_not_end_the_session(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        var before = await scene.StateAsync();

        await Assert.ThrowsAsync<SessionTakenException>(() => scene.StaleCloser.SubmitAsync(scene.Access, null, default));

        await scene.StaleStoppedAsync();
        // It knows now that it lost the session, and leaves its end to the other server too.
        await Assert.ThrowsAsync<SessionTakenException>(() => scene.StaleCloser.SubmitAsync(scene.Access, null, default));
        Assert.Equal(before, await scene.StateAsync());
        await scene.ContinuesAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_woken_server_does_not_move_the_witness(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        var witness = await scene.WitnessAsync();

        await Assert.ThrowsAsync<SessionTakenException>(() =>
            scene.StaleRecorder.WriteAsync(
                scene.Access.SessionId,
                [new JournalEntry { Flags = [new FlagRecord(scene.Flag("tab_switch"), scene.Host.Now) { Picture = Picture(scene.Host) }] }],
                epoch: 1
            )
        );
        await Assert.ThrowsAsync<SessionTakenException>(() => scene.StalePauses.StoreAsync(scene.StaleSession, "a break"));

        Assert.Equal(witness, await scene.WitnessAsync());
        await scene.ContinuesAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_two_servers_that_write_at_once_only_the_holder_succeeds(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        var live = scene.Host.Live(scene.Access);

        var writes = Enumerable
            .Range(0, 20)
            .Select(async number =>
            {
                var (recorder, epoch) = number % 2 == 0 ? (scene.StaleRecorder, 1) : (scene.Host.Get<ViolationRecorder>(), live.Epoch);
                try
                {
                    await recorder.WriteAsync(
                        scene.Access.SessionId,
                        [new JournalEntry { Flags = [new FlagRecord(scene.Flag("tab_switch"), scene.Host.Now)] }],
                        epoch
                    );
                    return epoch;
                }
                catch (SessionTakenException)
                {
                    return 0;
                }
            });
        var results = await Task.WhenAll(writes);

        Assert.Equal([.. Enumerable.Repeat(0L, 10), .. Enumerable.Repeat(2L, 10)], results.Order());
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(10, await db.Violations.CountAsync(row => row.Type == "tab_switch", Cancellation));
        await scene.ContinuesAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_whose_new_server_dies_too_returns_to_the_first(DatabaseKind kind)
    {
        await using var scene = await Woken.CreateAsync(kind);
        Assert.True(await scene.StaleJournal.FlushAsync());
        scene.StaleJournal.Write(new JournalEntry { Watched = new WatchMark(scene.Host.Now, 1, 0) });
        Assert.True(await scene.StaleJournal.FlushAsync());
        await scene.StaleStoppedAsync();
        await scene.StaleSweep.OpenAllAsync(default);
        Assert.Null(scene.Stale.Find(scene.Access.SessionId));

        scene.StaleClock.Advance(TimeSpan.FromSeconds(60));
        await scene.StaleSweep.OpenAllAsync(default);

        Assert.Equal(3, scene.Stale.Find(scene.Access.SessionId)!.Epoch);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Records_that_waited_for_the_database_are_still_written_if_no_one_took_over(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        host.Databases.Away = true;
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.AnalyzedAsync(access);
        await Assert.ThrowsAsync<IOException>(() => host.Get<SessionCloser>().SubmitAsync(access, null, default));
        host.Databases.Away = false;

        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
        Assert.Equal(1, (await HolderAsync(host, access)).Epoch);
    }

    static EvidenceFile Picture(CoreHost host) => EvidenceFile.Create(ScriptedFrameReader.Frame(Scene.NoFace), "image/jpeg", host.Now);

    static async Task<(long Epoch, string? Holder)> HolderAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        var row = await db.Sessions.AsNoTracking().SingleAsync(session => session.Id == access.SessionId, Cancellation);
        return (row.Epoch, row.Holder);
    }

    /// <summary>A session that another server has taken over, and the parts of the server that had it before.</summary>
    sealed class Woken : IAsyncDisposable
    {
        Woken(CoreHost host, SessionAccess access, CapturedLog log)
        {
            (Host, Access, Log) = (host, access, log);
            (Stale, StaleClock, StaleSession) = (host.Get<LiveSessions>(), host.Clock, host.Live(access));
            StaleJournal = host.Get<SessionJournals>().Find(access.SessionId)!;
            StaleAnswers = host.Get<AnswerStore>();
            StaleCloser = host.Get<SessionCloser>();
            StaleSweep = host.Get<UnmonitoredSessions>();
            StaleRecorder = host.Get<ViolationRecorder>();
            StalePauses = host.Get<StoredPauses>();
        }

        public CoreHost Host { get; }

        public SessionAccess Access { get; }

        public CapturedLog Log { get; }

        public LiveSessions Stale { get; }

        public Microsoft.Extensions.Time.Testing.FakeTimeProvider StaleClock { get; }

        public LiveSession StaleSession { get; }

        public SessionJournal StaleJournal { get; }

        public AnswerStore StaleAnswers { get; }

        public SessionCloser StaleCloser { get; }

        public UnmonitoredSessions StaleSweep { get; }

        public ViolationRecorder StaleRecorder { get; }

        public StoredPauses StalePauses { get; }

        public static async Task<Woken> CreateAsync(DatabaseKind kind)
        {
            var log = new CapturedLog();
            var host = await CoreHost.CreateAsync(kind, log.AddTo);
            var access = await host.StartSessionAsync();
            await host.ShowAsync(access, Scene.OneFace, 2);
            await host.StoredAsync(access);
            var scene = new Woken(host, access, log);
            var databases = host.Databases;
            await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(20));
            host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
            await host.StoredAsync(access);
            // Frozen until now.
            databases.Away = false;
            return scene;
        }

        public ViolationSpan Flag(string type)
        {
            var kind = RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == type);
            return ViolationNote.Of(kind, Guid.CreateVersion7(), Host.Now, Host.Now, "by a test");
        }

        /// <summary>Waits until the first server no longer has the session.</summary>
        public async Task StaleStoppedAsync()
        {
            // The server gives the session up before it stops its reading loop.
            if (Stale.Find(Access.SessionId) is { } session)
                await session.Reading.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.Null(Stale.Find(Access.SessionId));
        }

        /// <summary>Everything that a writer of the session's record changes.</summary>
        public async Task<string> StateAsync()
        {
            await using var db = Host.OpenDatabase();
            var session = await db.Sessions.AsNoTracking().SingleAsync(row => row.Id == Access.SessionId, Cancellation);
            var head = await db.ChainHeads.AsNoTracking().SingleAsync(row => row.ChainId == Access.SessionId, Cancellation);
            return string.Join(
                ' ',
                session.Status,
                session.Epoch,
                session.Holder,
                session.FramesRead,
                session.PausedAt,
                head.Sequence,
                head.Hash,
                await db.Violations.CountAsync(Cancellation),
                await db.EvidenceImages.CountAsync(Cancellation),
                await db.CandidatePages.CountAsync(Cancellation),
                await db.Reports.CountAsync(Cancellation),
                await WitnessAsync()
            );
        }

        /// <summary>The evidence and witness files of the session, with the witness's content.</summary>
        public async Task<string> WitnessAsync()
        {
            var store = Host.Get<IEvidenceStore>();
            var keys = await store.KeysAsync(Access.SessionId.ToString("N"), Cancellation);
            var witness = await store.GetAsync(ChainWitness.KeyOf(Access.SessionId), Cancellation);
            return $"{string.Join(',', keys.Order())} {Convert.ToHexString(witness!)}";
        }

        /// <summary>The other server goes on: it records a flag and ends the session, and the chain is whole.</summary>
        public async Task ContinuesAsync()
        {
            await Host.ShowAsync(Access, Scene.TwoFaces, 5);
            var report = await Host.Get<SessionCloser>().SubmitAsync(Access, null, default);
            Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
            Assert.True((await Host.Get<ChainVerifier>().VerifyAsync(Access.SessionId, default)).Intact);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
