using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>A loss that verification reports stays reported: neither looking, nor a restart, nor further work covers it up.</summary>
public sealed class HealingTests
{
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], "192.0.2.1");

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_was_set_back_stays_reported(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await EndedSessionAsync(host);
        await SetBackAsync(host, id);

        await AssertStaysAsync(host, id, "set back");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_lost_witness_stays_reported(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await EndedSessionAsync(host);
        File.Delete(Path.Combine(host.Get<ProctoringPaths>().Evidence, id.ToString("N"), "chain.bin"));

        await AssertStaysAsync(host, id, "has no witness");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_is_gone_stays_reported(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await EndedSessionAsync(host);
        await using (var db = host.OpenDatabase())
        {
            await db.EvidenceImages.ExecuteDeleteAsync(Cancellation);
            await db.Violations.ExecuteDeleteAsync(Cancellation);
            await db.ObservationChunks.ExecuteDeleteAsync(Cancellation);
            await db.Reports.ExecuteDeleteAsync(Cancellation);
            await db.ChainLinks.Where(row => row.ChainId == id).ExecuteDeleteAsync(Cancellation);
            await db.ChainHeads.Where(row => row.ChainId == id).ExecuteDeleteAsync(Cancellation);
            await db.CandidatePages.ExecuteDeleteAsync(Cancellation);
            await db.Sessions.ExecuteDeleteAsync(Cancellation);
        }

        await AssertStaysAsync(host, id, "removed outside the product", work: false);
    }

    /// <summary>Looks several times, restarts twice and works on; the report stays the same.</summary>
    static async Task AssertStaysAsync(CoreHost host, Guid id, string fault, bool work = true)
    {
        for (var round = 0; round < 3; round++)
        {
            using var output = new StringWriter();
            Assert.Equal(1, await VerifyVerb.AllAsync(host.Get<ChainVerifier>(), output));
            Assert.Contains($"{id:D}: BROKEN", output.ToString(), StringComparison.Ordinal);
            var found = (await host.Get<ChainVerifier>().VerifyAsync(id, default)).Broken;
            Assert.Contains(fault, found!.Fault, StringComparison.Ordinal);
            if (work)
            {
                await using var db = host.OpenDatabase();
                db.Audit(Reviewer, "session_viewed", "The session", host.Now, id);
                await db.SaveChangesAsync(Cancellation);
            }

            // The set-up of a start settles witnesses, adopts records and sweeps files.
            await host.RestartAsync();
        }
    }

    static async Task<Guid> EndedSessionAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
        return access.SessionId;
    }

    /// <summary>As from last night's backup: an entry is gone, and this installation's key signed the end.</summary>
    static async Task SetBackAsync(CoreHost host, Guid id)
    {
        await using var db = host.OpenDatabase();
        var night = await db.ChainHeads.AsNoTracking().SingleAsync(head => head.ChainId == id, Cancellation);
        db.Audit(Reviewer, "verdict_given", "The session", host.Now, id);
        await db.SaveChangesAsync(Cancellation);
        await db.AuditEntries.Where(row => row.SessionId == id).ExecuteDeleteAsync(Cancellation);
        await db.ChainLinks.Where(row => row.ChainId == id && row.Sequence > night.Sequence).ExecuteDeleteAsync(Cancellation);
        await db
            .ChainHeads.Where(row => row.ChainId == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Sequence, night.Sequence)
                        .SetProperty(row => row.Hash, night.Hash)
                        .SetProperty(row => row.Signature, night.Signature)
                        .SetProperty(row => row.SignedAt, night.SignedAt),
                Cancellation
            );
    }
}
