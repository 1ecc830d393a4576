using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>What is kept of a session is proved, and every way of changing it behind the product's back is found.</summary>
public sealed class EvidenceChainTests
{
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], "192.0.2.1");

    /// <summary>What somebody with the database's password, or its files, might do.</summary>
    static readonly Dictionary<string, (Func<ProctoringDb, CoreHost, Guid, Task> Do, string Kind, string Fault)> Tamperings = new()
    {
        ["a violation made weaker"] = (
            (db, _, id) => db.Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected").ExecuteUpdateAsync(set => set.SetProperty(row => row.PeakConfidence, 0.1)),
            "violation", "is not what was written"),
        ["a violation removed with its picture"] = (
            async (db, _, id) =>
            {
                await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).ExecuteDeleteAsync();
                await db.Violations.Where(row => row.SessionId == id && row.Type == "multiple_faces_detected").ExecuteDeleteAsync();
            },
            "evidence", "is missing"),
        ["a violation put in"] = (
            async (db, host, id) =>
            {
                db.Unchained = true;
                db.Add(new ProctoringViolation { Id = Guid.NewGuid(), SessionId = id, Type = "paste_attempt", Title = "Paste", BeganAt = host.Now, EndedAt = host.Now });
                await db.SaveChangesAsync();
            },
            "violation", "is in no link"),
        ["a score made better"] = (
            (db, _, id) => db.Sessions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Score, 100m)),
            "result", "is not what was written"),
        ["a report rewritten"] = (
            (db, _, id) => db.Reports.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Content, "{}")),
            "report", "is not what was written"),
        ["an act of staff removed"] = (
            (db, _, id) => db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync(),
            "action", "is missing"),
        ["a decision turned round"] = (
            (db, _, id) => db.FlagDecisions.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Decision, Decision.Dismissed)),
            "decision", "is not what was written"),
        ["the last link and its row removed"] = (
            async (db, _, id) =>
            {
                await db.ChainLinks.Where(row => row.SessionId == id && row.Kind == "action").ExecuteDeleteAsync();
                await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync();
            },
            "link", "is missing: the signed end"),
        ["a link changed"] = (
            (db, _, id) => db.ChainLinks.Where(row => row.SessionId == id && row.Sequence == 2).ExecuteUpdateAsync(set => set.SetProperty(row => row.ContentHash, new string('0', 64))),
            "", "does not follow"),
        ["the head removed"] = (
            (db, _, id) => db.ChainHeads.Where(row => row.SessionId == id).ExecuteDeleteAsync(),
            "head", "is missing"),
        ["the head set back without the key"] = (
            (db, _, id) => db.ChainHeads.Where(row => row.SessionId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, 1)),
            "head", "is not signed"),
        ["a picture changed"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().PutAsync(key, new byte[] { 1, 2, 3 }, default);
            },
            "evidence", "another picture"),
        ["a picture removed"] = (
            async (db, host, id) =>
            {
                var key = await db.EvidenceImages.Where(row => row.Violation!.SessionId == id).Select(row => row.StoreKey).FirstAsync();
                await host.Get<IEvidenceStore>().DeleteAsync(key, default);
            },
            "evidence", "the file is gone"),
    };

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    public static TheoryData<DatabaseKind, string> Cases
    {
        get
        {
            var cases = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
                foreach (var name in Tamperings.Keys)
                    cases.Add(kind, name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_as_it_was_written_holds_while_it_runs_and_afterwards(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        var running = await VerifyAsync(host, access.SessionId);
        await host.ShowAsync(access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var ended = await VerifyAsync(host, access.SessionId);

        Assert.True(running.Intact, running.Broken?.ToString());
        Assert.True(ended.Intact, ended.Broken?.ToString());
        Assert.True(ended.Links > running.Links);
        Assert.True(running.Links > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_behind_its_back_is_found_and_named(DatabaseKind kind, string tampering)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        Assert.Null((await VerifyAsync(host, id)).Broken);

        await using (var db = host.OpenDatabase())
            await Tamperings[tampering].Do(db, host, id);

        var broken = (await VerifyAsync(host, id)).Broken;
        Assert.NotNull(broken);
        Assert.Contains(Tamperings[tampering].Fault, broken.Fault, StringComparison.Ordinal);
        if (Tamperings[tampering].Kind.Length > 0)
            Assert.Equal(Tamperings[tampering].Kind, broken.Kind);
        using var output = new StringWriter();
        Assert.Equal(1, await VerifyVerb.RunAsync(host.Get<ChainVerifier>(), null, output));
        Assert.Contains($"{id:D}: BROKEN. Link {broken.Sequence}", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_was_set_back_to_an_older_signed_end_is_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        // As from last night's copy: what came after is gone, and the end is one that this very key signed.
        var night = await db.ChainHeads.AsNoTracking().SingleAsync(head => head.SessionId == id, TestContext.Current.CancellationToken);
        db.Audit(Reviewer, "verdict_given", "The session", host.Now, id);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        await db.AuditEntries.Where(row => row.SessionId == id && row.Action == "verdict_given").ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db.ChainLinks.Where(row => row.SessionId == id && row.Sequence > night.Sequence).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db.ChainHeads.Where(row => row.SessionId == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Sequence, night.Sequence).SetProperty(row => row.Hash, night.Hash)
                .SetProperty(row => row.Signature, night.Signature).SetProperty(row => row.SignedAt, night.SignedAt),
            TestContext.Current.CancellationToken);

        Assert.Contains("set back", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
        // That somebody then looks at it, or goes on with it, heals nothing.
        await using var next = host.OpenDatabase();
        foreach (var act in new[] { "session_viewed", "session_viewed", "report_downloaded" })
        {
            next.Audit(Reviewer, act, "The session", host.Now, id);
            await next.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("set back", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Many_who_write_at_once_make_one_chain(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancellation) =>
        {
            await using var db = host.OpenDatabase();
            // Half of them as those do who hold the session's row while they write.
            await using var transaction = number % 2 == 0 ? await db.Database.BeginTransactionAsync(cancellation) : null;
            if (transaction is not null)
                await db.Sessions.Where(row => row.Id == access.SessionId).ExecuteUpdateAsync(set => set.SetProperty(row => row.FramesRead, number), cancellation);
            db.Add(new ReviewNote { Id = Guid.NewGuid(), SessionId = access.SessionId, AuthorId = Reviewer.UserId!.Value, Text = $"Note {number}", WrittenAt = host.Now });
            await db.SaveChangesAsync(cancellation);
            if (transaction is not null)
                await transaction.CommitAsync(cancellation);
        });

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        Assert.Equal(20, finding.Links);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Several_saves_of_one_transaction_begin_a_chain_that_holds(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        await using (var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            for (var number = 1; number <= 3; number++)
            {
                db.Add(new ReviewNote { Id = Guid.NewGuid(), SessionId = access.SessionId, AuthorId = Reviewer.UserId!.Value, Text = $"Note {number}", WrittenAt = host.Now });
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }

            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        Assert.Equal(3, finding.Links);
    }

    [Fact]
    public async Task A_save_that_fails_leaves_no_link_and_can_be_tried_again()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        await using var db = host.OpenDatabase();
        var note = new ReviewNote { Id = Guid.NewGuid(), SessionId = access.SessionId, AuthorId = Guid.NewGuid(), Text = "A note", WrittenAt = host.Now };
        var orphan = new CandidateReply { ViolationId = Guid.NewGuid(), SessionId = access.SessionId, Text = "Of a violation that is not there", WrittenAt = host.Now };
        db.AddRange(note, orphan);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, (await VerifyAsync(host, access.SessionId)).Links);
        db.Remove(orphan);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var finding = await VerifyAsync(host, access.SessionId);
        Assert.Equal((1, true), (finding.Links, finding.Intact));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_of_before_the_chains_is_taken_up_as_it_is_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        await db.ChainLinks.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db.ChainHeads.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await host.Get<IEvidenceStore>().DeleteAsync($"{id:N}/chain", default);
        Assert.False((await VerifyAsync(host, id)).Intact);

        await host.Get<EvidenceChain>().AdoptAsync(db, id, default);

        var finding = await VerifyAsync(host, id);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        Assert.True(finding.Links > 4);
    }

    [Fact]
    public async Task Another_installations_key_does_not_open_a_chain()
    {
        await using var host = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);

        File.Delete(Path.Combine(host.Get<ProctoringPaths>().Keys, "signing-key.bin"));
        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(1));

        Assert.Contains("not signed", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
    }

    static Task<ChainFinding> VerifyAsync(CoreHost host, Guid id) => host.Get<ChainVerifier>().VerifyAsync(id, TestContext.Current.CancellationToken);

    /// <summary>A session with a violation, its picture, a report, a decision and an entry of the audit trail, the latter last.</summary>
    static async Task<Guid> ReviewedSessionAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 4);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        await using var db = host.OpenDatabase();
        var violation = await db.Violations.FirstAsync(row => row.SessionId == access.SessionId);
        db.Add(new FlagDecision
        {
            Id = Guid.NewGuid(),
            SessionId = access.SessionId,
            ViolationId = violation.Id,
            ReviewerId = Reviewer.UserId!.Value,
            Decision = Decision.Confirmed,
            DecidedAt = host.Now,
        });
        await db.SaveChangesAsync();
        db.Audit(Reviewer, "flag_confirmed", "Several faces", host.Now, access.SessionId);
        await db.SaveChangesAsync();
        return access.SessionId;
    }
}
