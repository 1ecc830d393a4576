using Proctoring.Core.Storage.Chain;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Storage.Chain.ReviewedSession;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>All sessions are verified in batches.</summary>
public sealed class VerifyAllTests
{
    /// <summary>More than two batches on two cores hold.</summary>
    const int Strangers = 2_600;

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_session_of_every_batch_has_its_own_finding_in_the_order_of_ids(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var intact = await ReviewedSessionAsync(host);
        await AddStrangersAsync(host);

        List<ChainFinding> findings = [];
        await foreach (var finding in host.Get<ChainVerifier>().VerifyAllAsync(Cancellation))
            findings.Add(finding);

        Assert.Equal(Strangers + 1, findings.Count);
        Assert.Equal(findings.Select(finding => finding.ChainId).Order(), findings.Select(finding => finding.ChainId));
        var good = Assert.Single(findings, finding => finding.Intact);
        Assert.Equal(intact, good.ChainId);
        Assert.True(good.Links > 10);
    }

    [Fact]
    public async Task A_caller_may_stop_after_the_first_finding()
    {
        await using var host = await CoreHost.CreateAsync();
        await AddStrangersAsync(host);

        await foreach (var finding in host.Get<ChainVerifier>().VerifyAllAsync(Cancellation))
        {
            Assert.False(finding.Intact);
            break;
        }
    }

    /// <summary>Otherwise the batch hashes no row in the first form, and a database of an earlier version would look changed.</summary>
    [Theory]
    [InlineData(ChainContent.Session, "2:a", false)]
    [InlineData(ChainContent.Session, "", false)]
    [InlineData(ChainContent.Session, "0a", true)]
    [InlineData(ChainContent.Violation, "2:a", true)]
    public void A_chain_that_an_earlier_version_began_or_continued_is_recognised(string first, string later, bool earlier) =>
        Assert.Equal(earlier, LinkChecks.AreOfEarlierVersion([Link(1, first, "2:b"), Link(2, ChainContent.Report, later)]));

    static ChainLink Link(int sequence, string kind, string content) =>
        new()
        {
            Sequence = sequence,
            Kind = kind,
            SubjectId = "",
            ContentHash = content,
            Hash = "",
        };

    /// <summary>Adds signed ends of chains that no server wrote, with ids on both sides of the product's.</summary>
    static async Task AddStrangersAsync(CoreHost host)
    {
        await using var db = host.OpenDatabase();
        db.AddRange(
            Enumerable
                .Range(0, Strangers)
                .Select(_ => new ChainHead
                {
                    ChainId = Guid.NewGuid(),
                    Hash = ChainSeal.Beginning,
                    Signature = "",
                    SignedAt = host.Now,
                })
        );
        await db.SaveChangesAsync(Cancellation);
    }
}
