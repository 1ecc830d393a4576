using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Storage.Chain.ReviewedSession;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>Saves of the product continue the chain: at once, repeated or after a failure. Verification does not wait for them.</summary>
public sealed class ChainSavesTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Concurrent_saves_make_one_chain(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (number, cancellation) =>
            {
                await using var db = host.OpenDatabase();
                // Half of them lock the session's row first, as reviewers' actions do.
                await using var transaction = number % 2 == 0 ? await db.Database.BeginTransactionAsync(cancellation) : null;
                if (transaction is not null)
                    await db.LockAsync(access.SessionId, cancellation);
                db.Add(
                    new ReviewNote
                    {
                        Id = Guid.NewGuid(),
                        SessionId = access.SessionId,
                        AuthorId = Reviewer.UserId!.Value,
                        Text = $"Note {number}",
                        WrittenAt = host.Now,
                    }
                );
                await db.SaveChangesAsync(cancellation);
                if (transaction is not null)
                    await transaction.CommitAsync(cancellation);
            }
        );

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        // The session itself has one for its opening and one for its reference face.
        Assert.Equal(22, finding.Links);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Several_saves_of_one_transaction_continue_a_chain(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        await using (var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            for (var number = 1; number <= 3; number++)
            {
                db.Add(
                    new ReviewNote
                    {
                        Id = Guid.NewGuid(),
                        SessionId = access.SessionId,
                        AuthorId = Reviewer.UserId!.Value,
                        Text = $"Note {number}",
                        WrittenAt = host.Now,
                    }
                );
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }

            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        Assert.Equal(5, finding.Links);
    }

    [Fact]
    public async Task A_failed_save_leaves_no_link_and_can_be_repeated()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        var note = new ReviewNote
        {
            Id = Guid.NewGuid(),
            SessionId = access.SessionId,
            AuthorId = Guid.NewGuid(),
            Text = "A note",
            WrittenAt = host.Now,
        };
        var orphan = new CandidateReply
        {
            ViolationId = Guid.NewGuid(),
            SessionId = access.SessionId,
            Text = "Of a missing violation",
            WrittenAt = host.Now,
        };
        db.AddRange(note, orphan);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, (await VerifyAsync(host, access.SessionId)).Links);
        db.Remove(orphan);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.Equal((3, true), (finding.Links, finding.Intact));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_changes_of_one_session_at_once_record_the_final_row(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await using var first = host.OpenDatabase();
        await using var second = host.OpenDatabase();
        var loadedFirst = await first.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken);
        var loadedSecond = await second.Sessions.SingleAsync(row => row.Id == access.SessionId, TestContext.Current.CancellationToken);

        loadedFirst.AssignedToId = Reviewer.UserId;
        await first.SaveChangesAsync(TestContext.Current.CancellationToken);
        // This context does not know about the first change.
        loadedSecond.EndReason = "A reason";
        await second.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Null((await VerifyAsync(host, access.SessionId)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_that_the_product_changes_stays_intact(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var exam = await db.Exams.Include(row => row.Questions).SingleAsync(TestContext.Current.CancellationToken);

        exam.Policy = "strict";
        db.Remove(exam.Questions[^1]);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Null((await host.Get<ChainVerifier>().VerifyInstallationAsync(default)).Broken);
    }

    [Fact]
    public async Task Verification_does_not_wait_for_a_writer()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        await using var writer = host.OpenDatabase();
        // Holds the only write lock of a SQLite file.
        await using var transaction = await writer.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);

        var finding = await VerifyAsync(host, id).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.True(finding.Intact, finding.Broken?.ToString());
    }
}
