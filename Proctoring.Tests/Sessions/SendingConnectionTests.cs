using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions.Running;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Tests which of a candidate's connections may send.</summary>
public sealed class SendingConnectionTests
{
    readonly FakeTimeProvider clock = new();

    [Fact]
    public void The_first_connection_sends_and_another_only_takes_over_on_request()
    {
        var connection = new SendingConnection(clock, connected: false);

        Assert.True(connection.Join("first", takeOver: false));
        Assert.False(connection.Join("second", takeOver: false));
        Assert.True(connection.Is("first"));
        Assert.True(connection.Join("second", takeOver: true));
        Assert.True(connection.Is("second"));
    }

    [Fact]
    public void A_connection_that_waits_takes_the_place_of_one_that_left()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join("first", takeOver: false);
        Assert.True(connection.Leave("first"));
        Assert.False(connection.Stands);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.True(connection.Join("second", takeOver: false));

        Assert.True(connection.Stands);
        Assert.Equal(clock.GetTimestamp(), connection.ConnectedSince);
    }

    [Fact]
    public void Joining_again_changes_nothing()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join("first", takeOver: true);
        var since = connection.ConnectedSince;
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(connection.Join("first", takeOver: true));
        Assert.Equal(since, connection.ConnectedSince);
    }

    [Fact]
    public void The_end_of_a_connection_that_no_longer_sends_changes_nothing()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join("first", takeOver: true);
        connection.Join("second", takeOver: true);

        Assert.False(connection.Leave("first"));
        Assert.True(connection.Stands);
        Assert.True(connection.Leave("second"));
        Assert.False(connection.Leave("second"));
    }

    [Fact]
    public void A_reload_whose_old_connection_ends_at_the_same_moment_stays_connected()
    {
        for (var round = 0; round < 2000; round++)
        {
            var connection = new SendingConnection(clock, connected: false);
            connection.Join("old", takeOver: true);

            Parallel.Invoke(() => connection.Leave("old"), () => connection.Join("new", takeOver: true));

            Assert.True(connection.Is("new"));
            Assert.True(connection.Stands);
        }
    }
}
