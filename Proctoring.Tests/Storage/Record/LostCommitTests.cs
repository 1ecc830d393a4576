using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Record;

/// <summary>The connection fails right after COMMIT: the record and its files are stored, and nothing is deleted or stored twice.</summary>
public sealed class LostCommitTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_flag_and_its_picture_survive_the_loss_of_the_answer(DatabaseKind kind)
    {
        await using var commits = new LostCommits();
        await using var host = await CoreHost.CreateAsync(kind, commits.AddTo);
        var access = await host.StartSessionAsync();
        var began = host.Now;
        var span = ViolationNote.Of(new CameraLostRule(), Guid.CreateVersion7(), began, began.AddSeconds(1), "first");
        await host.Get<ViolationRecorder>().RecordAsync(access.SessionId, span, Picture(1));

        // The flag gets another picture. The old one goes only after the commit is certain.
        commits.LoseNext(1);
        var journal = host.Get<SessionJournals>().Find(access.SessionId)!;
        journal.Write(new JournalEntry { Flags = [new FlagRecord(span with { Detail = "second" }, began) { Picture = Picture(2) }] });
        await StoredAsync(host, journal);

        Assert.Equal(1, commits.Lost);
        await AssertOnceAsync(host, access, "second", Picture(2));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reported_event_and_its_picture_survive_the_loss_of_the_answer(DatabaseKind kind)
    {
        await using var commits = new LostCommits();
        await using var host = await CoreHost.CreateAsync(kind, commits.AddTo);
        var access = await host.StartSessionAsync();
        var row = new ProctoringViolation
        {
            Id = Guid.CreateVersion7(),
            SessionId = access.SessionId,
            Type = "paste_attempt",
            Title = "Paste",
            BeganAt = host.Now,
            EndedAt = host.Now,
            Detail = "reported",
        };

        commits.LoseNext(1);
        var recorded = await host.Get<ViolationRecorder>().InsertOnceAsync(row, Picture(1), default);

        Assert.Equal((1, new RecordedEvent(row.Id, Created: true)), (commits.Lost, recorded));
        await AssertOnceAsync(host, access, "reported", Picture(1));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_end_whose_answer_is_lost_is_the_end(DatabaseKind kind)
    {
        await using var commits = new LostCommits();
        await using var host = await CoreHost.CreateAsync(kind, commits.AddTo);
        var access = await host.StartSessionAsync(proctored: false);

        commits.LoseNext(1);
        await Assert.ThrowsAnyAsync<Exception>(() => host.Get<SessionCloser>().SubmitAsync(access, null, default));
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal((1, host.Now), (commits.Lost, report!.FinishedAt));
        await using var db = host.OpenDatabase();
        Assert.Equal(1, await db.Reports.CountAsync(Cancellation));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    /// <summary>Waits until the journal has stored everything; it pauses after a failure.</summary>
    static async Task StoredAsync(CoreHost host, SessionJournal journal)
    {
        for (var tries = 0; !await journal.FlushAsync(); tries++)
        {
            Assert.InRange(tries, 0, 20);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    static EvidenceFile Picture(byte number) =>
        new EvidenceFile(
            new Guid(number, 0, 0, new byte[8]),
            new byte[] { number, 2, 3 },
            "image/jpeg",
            new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc)
        );

    static async Task AssertOnceAsync(CoreHost host, SessionAccess access, string detail, EvidenceFile picture)
    {
        await using var db = host.OpenDatabase();
        var flag = Assert.Single(await db.Violations.Include(row => row.Evidence).ToListAsync(Cancellation));
        Assert.Equal(detail, flag.Detail);
        var key = Assert.Single(flag.Evidence).StoreKey;
        var store = host.Get<IEvidenceStore>();
        Assert.Equal(picture.Content.ToArray(), await store.GetAsync(key, default));
        var files = await store.KeysAsync(access.SessionId.ToString("N"), default);
        Assert.Equal([key], files.Where(file => !file.Contains("/chain", StringComparison.Ordinal)));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }
}
