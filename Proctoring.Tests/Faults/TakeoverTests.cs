using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>The report of a failure reads the servers' logs from its beginning on.</summary>
public sealed class TakeoverTests
{
    [Fact]
    public void Times_count_from_the_failure()
    {
        string[] log =
        [
            "23:59:57.900       Session a runs on this server as epoch 1; opening it took 900 ms",
            "23:59:59.500       The server b has gone; its sessions continue on the others",
            "00:00:00.500       Session a runs on this server as epoch 2; opening it took 30 ms",
            "00:00:00.250       Session c runs on this server as epoch 2; opening it took 80 ms",
            "   at a line without a time",
        ];

        var takeover = Takeover.Read(log, new DateTime(2026, 11, 29, 23, 59, 58, 500, DateTimeKind.Utc));

        Assert.Equal(TimeSpan.FromSeconds(1), takeover.GivenUp);
        Assert.Equal(new[] { TimeSpan.FromSeconds(1.75), TimeSpan.FromSeconds(2) }, takeover.Opened);
        Assert.Equal(new[] { TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(80) }, takeover.Openings);
        Assert.Equal(
            "given up after 1.0 s; 2 openings, done after 1.8 to 2.0 s, each took median 80 ms, longest 80 ms",
            takeover.ToString()
        );
    }
}
