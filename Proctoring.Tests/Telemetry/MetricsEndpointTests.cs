using System.Net;
using Proctoring.Web.Telemetry;
using Xunit;

namespace Proctoring.Tests.Telemetry;

/// <summary>A server that listens on all addresses still answers only its own network.</summary>
public sealed class MetricsEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("fd00::1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("203.0.113.5", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_private_addresses_may_read_the_metrics(string caller, bool may) =>
        Assert.Equal(may, MetricsEndpoint.IsPrivate(IPAddress.Parse(caller)));
}
