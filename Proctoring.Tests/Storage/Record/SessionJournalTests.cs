using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Record;

/// <summary>Tests the writer of a session's record on each database: outages, entries that cannot be written, a full disk and a full
/// queue.</summary>
public sealed class SessionJournalTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_outage_loses_nothing_and_waiting_entries_are_merged(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        scene.Databases.Away = true;
        var flag = scene.Flag("tab_switch");
        for (var second = 0; second < 3000; second++)
        {
            scene.Journal.Write(
                scene.Entry(flag with { FramesSeen = second + 1 }, picture: second % 1000 == 0 ? [(byte)(second / 1000), 2, 3] : null)
            );
            if (second % 500 == 0)
                await scene.Journal.FlushAsync();
        }

        scene.Journal.Write(scene.Entry(flag with { FramesSeen = 3001, Ended = scene.Host.Now.AddMinutes(5) }));
        Assert.False(await scene.Journal.FlushAsync());
        Assert.InRange(scene.Journal.Waiting, 1, 10);

        scene.Databases.Away = false;
        Assert.True(await scene.Journal.FlushAsync());

        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal((3001, scene.Host.Now.AddMinutes(5)), (row.FramesSeen, row.EndedAt));
        Assert.Equal([2, 2, 3], await scene.FileAsync(Assert.Single(row.Evidence)));
        Assert.Equal(0, scene.Journal.Waiting);
        Assert.True((await scene.Host.Get<ChainVerifier>().VerifyAsync(scene.SessionId, default)).Intact);
    }

    [Fact]
    public async Task After_an_outage_the_record_is_written_automatically()
    {
        await using var scene = await Scene.CreateAsync(DatabaseKind.Sqlite);
        scene.Databases.Away = true;
        scene.Journal.Write(scene.Entry(scene.Flag("tab_switch")));
        Assert.False(await scene.Journal.FlushAsync());

        scene.Databases.Away = false;
        while (scene.Journal.Waiting > 0)
        {
            scene.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Single(await scene.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_entry_that_the_database_refuses_delays_no_other_and_leaves_a_gap(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        var began = scene.Host.Now.AddMinutes(1);
        var refused = scene.Flag("tab_switch") with
        {
            Kind = new ViolationKind("tab_switch", null!, Severity.Low, "", ""),
            Began = began,
            Ended = began.AddMinutes(1),
        };
        scene.Journal.Write(scene.Entry(scene.Flag("copy_attempt")));
        scene.Journal.Write(scene.Entry(refused));
        scene.Journal.Write(scene.Entry(scene.Flag("paste_attempt")));

        Assert.True(await scene.Journal.FlushAsync());

        var rows = await scene.RowsAsync();
        Assert.Equal(["copy_attempt", "monitoring_degraded", "paste_attempt"], rows.Select(row => row.Type).Order(StringComparer.Ordinal));
        var gap = rows.Single(row => row.Type == "monitoring_degraded");
        Assert.Equal((began, began.AddMinutes(1), "not stored: 1 flag(s)"), (gap.BeganAt, gap.EndedAt, gap.Detail));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_full_disk_does_not_block_flags_and_the_picture_follows(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        scene.Store.Full = true;
        scene.Journal.Write(scene.Entry(scene.Flag("multiple_faces_detected"), picture: [1, 2, 3]));
        while ((await scene.RowsAsync()).Count == 0)
            await Task.Yield();
        Assert.Empty(Assert.Single(await scene.RowsAsync()).Evidence);

        scene.Store.Full = false;
        Assert.True(await scene.Journal.FlushAsync());

        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal([1, 2, 3], await scene.FileAsync(Assert.Single(row.Evidence)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_whose_disk_is_full_costs_no_entry_its_text_though_it_answers(DatabaseKind kind)
    {
        var disk = new FullDisk();
        await using var scene = await Scene.CreateAsync(kind, disk: disk);
        disk.Full = true;
        scene.Journal.Write(scene.Entry(scene.Flag("copy_attempt") with { Detail = "12 words" }));
        while (disk.Tries < 20)
        {
            disk.OfFiles = disk.Tries >= 10;
            scene.Host.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Empty(await scene.RowsAsync());
        disk.Full = false;
        Assert.True(await scene.Journal.FlushAsync());

        Assert.Equal("12 words", Assert.Single(await scene.RowsAsync()).Detail);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_disk_that_stays_full_does_not_block_the_end_and_leaves_a_gap(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        scene.Store.Full = true;
        scene.Journal.Write(scene.Entry(scene.Flag("multiple_faces_detected"), picture: [1, 2, 3]));

        Assert.True(await scene.Journal.FlushAsync());

        var rows = await scene.RowsAsync();
        Assert.Empty(rows.Single(row => row.Type == "multiple_faces_detected").Evidence);
        Assert.Equal("not stored: 1 picture(s) or sound(s)", rows.Single(row => row.Type == "monitoring_degraded").Detail);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_commit_whose_answer_is_lost_keeps_the_picture_and_writes_nothing_twice(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind, lostAnswers: 2);
        scene.Journal.Write(scene.Entry(scene.Flag("multiple_faces_detected"), picture: [1, 2, 3]));

        Assert.True(await scene.Journal.FlushAsync());

        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal([1, 2, 3], await scene.FileAsync(Assert.Single(row.Evidence)));
    }

    [Fact]
    public async Task A_queue_that_is_full_refuses_and_leaves_a_gap()
    {
        await using var scene = await Scene.CreateAsync(DatabaseKind.Sqlite);
        var hang = scene.Databases.Hang = new TaskCompletionSource();
        var began = scene.Host.Now;
        for (var flag = 0; flag < 3000; flag++)
            scene.Journal.Write(
                scene.Entry(scene.Flag("copy_attempt") with { Began = began.AddSeconds(flag), Ended = began.AddSeconds(flag) })
            );

        scene.Databases.Hang = null;
        hang.SetResult();
        Assert.True(await scene.Journal.FlushAsync());

        var rows = await scene.RowsAsync();
        var gap = rows.Single(row => row.Type == "monitoring_degraded");
        Assert.Equal($"not stored: {3000 - (rows.Count - 1)} flag(s)", gap.Detail);
        Assert.True(gap.EndedAt > gap.BeganAt);
    }

    [Fact]
    public async Task Observations_that_had_to_be_dropped_leave_a_gap_and_a_missing_number()
    {
        await using var scene = await Scene.CreateAsync(DatabaseKind.Sqlite);
        scene.Databases.Away = true;
        var began = scene.Host.Now;
        for (var number = 0; number < 40; number++)
        {
            scene.Journal.Write(
                new JournalEntry
                {
                    Chunk = new ObservationChunk
                    {
                        SessionId = scene.SessionId,
                        Sequence = number,
                        TakenUpAt = began,
                        FromAt = began.AddSeconds(30 * number),
                        ToAt = began.AddSeconds((30 * number) + 30),
                        Count = 1,
                        Content = new byte[PendingRecords.MostBytes / 30],
                    },
                }
            );
        }

        Assert.False(await scene.Journal.FlushAsync());
        Assert.Equal(40, scene.Journal.NextSequence);
        scene.Databases.Away = false;
        Assert.True(await scene.Journal.FlushAsync());

        var chunks = await scene.Host.Get<SeriesStore>().ReadAsync(scene.SessionId, default);
        Assert.Equal(Enumerable.Range(10, 30), chunks.Select(chunk => chunk.Sequence));
        var gap = Assert.Single(await scene.RowsAsync());
        Assert.Equal(("monitoring_degraded", "not stored: 10 stretch(es) of observations"), (gap.Type, gap.Detail));
        Assert.Equal((began, began.AddSeconds(300)), (gap.BeganAt, gap.EndedAt));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_picture_replaces_an_earlier_picture_and_sound_replaces_earlier_sound(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        var flag = scene.Flag("audio_detected");
        foreach (
            var (content, type) in new (byte, string)[]
            {
                (1, "image/jpeg"),
                (2, EvidenceImage.SoundType),
                (3, "image/jpeg"),
                (4, EvidenceImage.SoundType),
            }
        )
        {
            await scene
                .Host.Get<ViolationRecorder>()
                .RecordAsync(scene.SessionId, flag, EvidenceFile.Create(new[] { content }, type, scene.Host.Now));
        }

        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal([3], await scene.FileAsync(row.Evidence.Single(file => !file.IsSound)));
        Assert.Equal([4], await scene.FileAsync(row.Evidence.Single(file => file.IsSound)));
        Assert.Equal(
            2,
            Directory
                .GetFiles(scene.Host.Get<Core.ProctoringPaths>().Evidence, "*", SearchOption.AllDirectories)
                .Count(file => !Path.GetFileName(file).StartsWith("chain", StringComparison.Ordinal))
        );
        Assert.True((await scene.Host.Get<ChainVerifier>().VerifyAsync(scene.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Signals_are_confirmed_only_with_their_effects(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        List<(string, int)> notified = [];
        scene.Journal.SignalsStored = (page, seq) => notified.Add((page, seq));
        scene.Databases.Away = true;
        scene.Journal.Write(scene.Entry(scene.Flag("copy_attempt"), new PageMark("page", 7)));
        Assert.False(await scene.Journal.FlushAsync());
        Assert.Empty(notified);

        scene.Databases.Away = false;
        Assert.True(await scene.Journal.FlushAsync());

        Assert.Equal(("page", 7), Assert.Single(notified));
        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(7, (await db.CandidatePages.SingleAsync(TestContext.Current.CancellationToken)).StoredSeq);
        Assert.Single(await scene.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_request_to_turn_the_head_is_stored_although_later_entries_are_merged_with_it(DatabaseKind kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        scene.Databases.Away = true;
        for (var second = 0; second < 4; second++)
        {
            scene.Journal.Write(
                new JournalEntry
                {
                    Turns =
                        second % 2 == 0
                            ?
                            [
                                new HeadChallenge
                                {
                                    Id = Guid.CreateVersion7(),
                                    SessionId = scene.SessionId,
                                    Turns = "Left",
                                    AskedAt = scene.Host.Now,
                                    EndedAt = scene.Host.Now,
                                    Result = ChallengeResult.Passed,
                                    Reason = ChallengeReason.None,
                                },
                            ]
                            : [],
                    Pages = [new PageMark("page", second + 1)],
                }
            );
        }

        Assert.False(await scene.Journal.FlushAsync());
        Assert.Equal(1, scene.Journal.Waiting);
        scene.Databases.Away = false;
        Assert.True(await scene.Journal.FlushAsync());

        await using var db = scene.Host.OpenDatabase();
        Assert.Equal(2, await db.HeadChallenges.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, (await db.CandidatePages.SingleAsync(TestContext.Current.CancellationToken)).StoredSeq);
    }

    /// <summary>A journal on a simulated database and disk.</summary>
    sealed class Scene : IAsyncDisposable
    {
        Scene(CoreHost host, SessionAccess access, int lostAnswers, FullDisk? disk)
        {
            (Host, SessionId) = (host, access.SessionId);
            Store = new PlayedStore(host.Get<IEvidenceStore>());
            Databases = new HeldDatabases(
                disk is not null ? new InterceptedDatabases(host, disk)
                : lostAnswers > 0 ? new LostAnswers(host, lostAnswers)
                : host.Get<IDbContextFactory<ProctoringDb>>()
            );
            var evidence = new EvidenceWriter(Databases, Store, NullLogger<EvidenceWriter>.Instance);
            var recorder = new ViolationRecorder(
                Databases,
                evidence,
                host.Get<SessionEpochs>(),
                host.Clock,
                NullLogger<ViolationRecorder>.Instance
            );
            Journal = new SessionJournal(SessionId, epoch: 0, recorder, host.Get<WriterSlots>(), host.Clock, NullLogger.Instance);
            Journal.Start();
        }

        public CoreHost Host { get; }

        public Guid SessionId { get; }

        public HeldDatabases Databases { get; }

        public PlayedStore Store { get; }

        public SessionJournal Journal { get; }

        public static async Task<Scene> CreateAsync(DatabaseKind kind, int lostAnswers = 0, FullDisk? disk = null)
        {
            var host = await CoreHost.CreateAsync(kind);
            return new Scene(host, await host.OpenSessionAsync(), lostAnswers, disk);
        }

        public ViolationSpan Flag(string type) =>
            new()
            {
                Id = Guid.CreateVersion7(),
                Kind = RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == type).Kind,
                Severity = Severity.Medium,
                WarnCandidate = false,
                Began = Host.Now,
                PeakConfidence = 1,
                MeanConfidence = 1,
                FramesSeen = 1,
                FramesLooked = 1,
            };

        public JournalEntry Entry(ViolationSpan flag, params PageMark[] pages) => Entry(flag, null, pages);

        public JournalEntry Entry(ViolationSpan flag, byte[]? picture, params PageMark[] pages) =>
            new()
            {
                Flags =
                [
                    new FlagRecord(flag, Host.Now)
                    {
                        Picture = picture is null ? null : EvidenceFile.Create(picture, "image/jpeg", Host.Now),
                    },
                ],
                Pages = pages,
            };

        public async Task<List<ProctoringViolation>> RowsAsync()
        {
            await using var db = Host.OpenDatabase();
            return await db.Violations.AsNoTracking().Include(row => row.Evidence).ToListAsync(TestContext.Current.CancellationToken);
        }

        public async Task<byte[]> FileAsync(EvidenceImage file) =>
            (await Host.Get<EvidenceReader>().ReadAsync(SessionId, file.Id, default))!.Value.Content;

        public async ValueTask DisposeAsync()
        {
            await Journal.StopAsync();
            await Host.DisposeAsync();
        }
    }

    /// <summary>An evidence store whose disk can be full.</summary>
    sealed class PlayedStore(IEvidenceStore inner) : WrappedStore(inner)
    {
        public bool Full { get; set; }

        public override Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            Full ? throw new IOException("No space left on device") : base.PutAsync(key, content, cancellation);
    }
}
