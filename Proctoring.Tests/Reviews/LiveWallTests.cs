using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Reviews;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>What the live wall asks the database, every second and for everybody who looks.</summary>
public sealed class LiveWallTests
{
    [Fact]
    public async Task It_reads_the_columns_that_a_tile_shows()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();

        var asked = LiveWall.FlagsOf(db, [Guid.NewGuid()]).ToQueryString();

        Assert.Contains("MeanConfidence", asked, StringComparison.Ordinal);
        foreach (var column in new[] { "Objects", "Detail", "ClientEventId", "Model", "PeakConfidence" })
            Assert.DoesNotContain(column, asked, StringComparison.Ordinal);
    }
}
