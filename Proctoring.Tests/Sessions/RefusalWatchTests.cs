using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core.Sessions.Nodes;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A server whose process has ended is given up at once; one that accepts connections is not.</summary>
public sealed class RefusalWatchTests
{
    static readonly SiloAddress Here = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    [Fact]
    public async Task A_server_that_refuses_connections_is_given_up()
    {
        var ended = AddressOf(Free());
        FakeMembership membership = new([(Here, SiloStatus.Active), (ended, SiloStatus.Active)]);
        using var watch = WatchOn(membership);
        var gaveUp = watch.GaveUp;

        var look = watch.LookAsync();
        Assert.Same(look, watch.LookAsync());
        await look;

        Assert.Equal(ended, Assert.Single(membership.Killed));
        Assert.True(gaveUp.IsCompletedSuccessfully);
        Assert.False(watch.GaveUp.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_has_ended_is_found_before_a_call_to_it_fails()
    {
        var ended = AddressOf(Free());
        FakeMembership membership = new([(Here, SiloStatus.Active), (ended, SiloStatus.Active)]);
        using var watch = WatchOn(membership);
        var gaveUp = watch.GaveUp;

        await watch.StartAsync(TestContext.Current.CancellationToken);
        await gaveUp.WaitAsync(TestContext.Current.CancellationToken);
        await watch.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains(ended, membership.Killed);
    }

    [Fact]
    public async Task A_server_that_accepts_connections_or_is_stopping_is_not_given_up()
    {
        using TcpListener frozen = new(IPAddress.Loopback, 0);
        // It accepts no connection, like a process that is frozen.
        frozen.Start();
        FakeMembership membership = new([
            (Here, SiloStatus.Active),
            (AddressOf((IPEndPoint)frozen.LocalEndpoint), SiloStatus.Active),
            (AddressOf(Free()), SiloStatus.ShuttingDown),
        ]);
        using var watch = WatchOn(membership);

        await watch.LookAsync();

        Assert.Empty(membership.Killed);
        Assert.False(watch.GaveUp.IsCompleted);
    }

    [Fact]
    public async Task A_failure_of_the_database_leaves_the_server_to_the_probes()
    {
        FakeMembership membership = new([(AddressOf(Free()), SiloStatus.Active)]) { Failure = new TimeoutException() };
        using var watch = WatchOn(membership);

        await watch.LookAsync();

        Assert.False(watch.GaveUp.IsCompleted);
    }

    static RefusalWatch WatchOn(FakeMembership membership) =>
        new(new ClusterServers(membership, new Details()), membership, TimeProvider.System, NullLogger<RefusalWatch>.Instance);

    static SiloAddress AddressOf(IPEndPoint endpoint) => SiloAddress.New(endpoint, 1);

    /// <summary>An address on which nothing listens.</summary>
    static IPEndPoint Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    sealed class FakeMembership(IEnumerable<(SiloAddress Address, SiloStatus Status)> members) : IClusterMembershipService
    {
        public List<SiloAddress> Killed { get; } = [];

        public Exception? Failure { get; init; }

        public ClusterMembershipSnapshot CurrentSnapshot { get; } =
            new(
                members.ToImmutableDictionary(
                    member => member.Address,
                    member => new ClusterMember(member.Address, member.Status, member.Address.ToString())
                ),
                new MembershipVersion(1)
            );

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;

        public Task<bool> TryKill(SiloAddress siloAddress)
        {
            if (Failure is not null)
                return Task.FromException<bool>(Failure);
            Killed.Add(siloAddress);
            return Task.FromResult(true);
        }
    }

    sealed class Details : ILocalSiloDetails
    {
        public string Name => "here";

        public string ClusterId => "cluster";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Here;

        public SiloAddress GatewayAddress => Here;
    }
}
