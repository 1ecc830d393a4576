using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;
using static Proctoring.Tests.Storage.Chain.ReviewedSession;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>The records of a session are verified, and changes outside the product are found.</summary>
public sealed class EvidenceChainTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    public static TheoryData<DatabaseKind, string> Cases
    {
        get
        {
            var cases = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
                foreach (var name in Tampering.Cases.Keys)
                    cases.Add(kind, name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Untouched_records_are_intact_while_a_session_runs_and_afterwards(DatabaseKind kind)
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
    public async Task A_change_outside_the_product_is_found_and_named(DatabaseKind kind, string tampering)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        Assert.Null((await VerifyAsync(host, id)).Broken);

        await using (var db = host.OpenDatabase())
            await Tampering.Cases[tampering].Do(db, host, id);

        var broken = (await VerifyAsync(host, id)).Broken;
        Assert.NotNull(broken);
        Assert.Contains(Tampering.Cases[tampering].Fault, broken.Fault, StringComparison.Ordinal);
        if (Tampering.Cases[tampering].Kind.Length > 0)
            Assert.Equal(Tampering.Cases[tampering].Kind, broken.Kind);
        using var output = new StringWriter();
        Assert.Equal(1, await VerifyVerb.AllAsync(host.Get<ChainVerifier>(), output));
        Assert.Contains($"{id:D}: BROKEN. Link {broken.Sequence}", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_is_set_back_to_an_older_signed_end_is_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        // As from last night's backup: the entry is missing, and this installation's key signed the end.
        var night = await db.ChainHeads.AsNoTracking().SingleAsync(head => head.ChainId == id, TestContext.Current.CancellationToken);
        db.Audit(Reviewer, "verdict_given", "The session", host.Now, id);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        await db
            .AuditEntries.Where(row => row.SessionId == id && row.Action == "verdict_given")
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainLinks.Where(row => row.ChainId == id && row.Sequence > night.Sequence)
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainHeads.Where(row => row.ChainId == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Sequence, night.Sequence)
                        .SetProperty(row => row.Hash, night.Hash)
                        .SetProperty(row => row.Signature, night.Signature)
                        .SetProperty(row => row.SignedAt, night.SignedAt),
                TestContext.Current.CancellationToken
            );

        Assert.Contains("set back", (await VerifyAsync(host, id)).Broken!.Fault, StringComparison.Ordinal);
        // Further saves do not cover it up.
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
    public async Task An_edited_exam_and_a_shortened_audit_log_are_found(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var verifier = host.Get<ChainVerifier>();
        await using var db = host.OpenDatabase();
        foreach (var action in new[] { "signed_in", "user_created", "role_changed" })
        {
            db.Audit(Reviewer, action, "Rita", host.Now);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var id = await ReviewedSessionAsync(host);
        var (installation, audit) = (await verifier.VerifyInstallationAsync(default), await verifier.VerifyAuditAsync(default));
        Assert.True(installation is { Intact: true, Links: > 13 }, installation.Broken?.ToString());
        Assert.Equal((3, true), (audit.Links, audit.Intact));

        // The last entries are removed with their links, and the earlier end and witness are restored: an attacker with the key could do
        // that.
        await db
            .AuditEntries.Where(row => row.SessionId == null && row.Action != "signed_in")
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await db
            .ChainLinks.Where(row => row.ChainId == ChainIds.Audit && row.Sequence > 1)
            .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        var end = await db
            .ChainLinks.AsNoTracking()
            .SingleAsync(row => row.ChainId == ChainIds.Audit, TestContext.Current.CancellationToken);
        var head = await db
            .ChainHeads.AsNoTracking()
            .SingleAsync(row => row.ChainId == ChainIds.Audit, TestContext.Current.CancellationToken);
        (head.Sequence, head.Hash) = (1, end.Hash);
        host.Get<ChainSeal>().Sign(head, host.Now);
        await db
            .ChainHeads.Where(row => row.ChainId == ChainIds.Audit)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Sequence, head.Sequence)
                        .SetProperty(row => row.Hash, head.Hash)
                        .SetProperty(row => row.Signature, head.Signature)
                        .SetProperty(row => row.SignedAt, head.SignedAt),
                TestContext.Current.CancellationToken
            );
        await host.Get<ChainWitness>().RestoreAsync(ChainIds.Audit, ChainEnd.Of(head), default);

        Assert.Null((await verifier.VerifyAuditAsync(default)).Broken);
        Assert.Contains("the log was shortened", (await verifier.VerifyInstallationAsync(default)).Broken!.Fault, StringComparison.Ordinal);

        await db
            .Questions.Where(row => row.Number == 1)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.RightChoice, row => row.RightChoice + 1),
                TestContext.Current.CancellationToken
            );
        var edited = (await verifier.VerifyInstallationAsync(default)).Broken!;
        Assert.Equal(("question", "differs from its row: the row was changed outside the product"), (edited.Kind, edited.Fault));
        Assert.Null((await VerifyAsync(host, id)).Broken);
    }
}
