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

        Assert.True(connection.Join(Window("first"), takeOver: false));
        Assert.False(connection.Join(Window("second"), takeOver: false));
        Assert.True(connection.Is("first"));
        Assert.True(connection.Join(Window("second"), takeOver: true));
        Assert.True(connection.Is("second"));
    }

    [Fact]
    public void A_connection_that_waits_takes_the_place_of_one_that_left()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join(Window("first"), takeOver: false);
        Assert.True(connection.Leave("first"));
        Assert.False(connection.Stands);

        Assert.True(connection.Join(Window("second"), takeOver: false));

        Assert.True(connection.Stands);
        Assert.Equal("second", connection.Current);
    }

    [Fact]
    public void Joining_again_changes_nothing()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join(Window("first"), takeOver: true);

        Assert.False(connection.Join(Window("first"), takeOver: true));
        Assert.Equal("first", connection.Current);
    }

    [Fact]
    public void The_end_of_a_connection_that_no_longer_sends_changes_nothing()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join(Window("first"), takeOver: true);
        connection.Join(Window("second"), takeOver: true);

        Assert.False(connection.Leave("first"));
        Assert.True(connection.Stands);
        Assert.True(connection.Leave("second"));
        Assert.False(connection.Leave("second"));
    }

    /// <summary>On a busy server, the calls of two connections can be answered in the other order.</summary>
    [Fact]
    public void A_request_that_waited_longer_than_a_later_one_does_not_take_the_session_back()
    {
        var connection = new SendingConnection(clock, connected: false);
        var dead = Page("dead");
        clock.Advance(TimeSpan.FromSeconds(2));
        var next = Page("next");
        Assert.True(connection.Join(next, takeOver: false));

        Assert.False(connection.Join(dead, takeOver: true));
        Assert.False(connection.Return(dead));

        Assert.True(connection.Is("next"));
        // A person who asks for it now gets it.
        Assert.True(connection.Join(Page("dead"), takeOver: true));
    }

    [Fact]
    public void A_page_replaces_its_own_earlier_connection_and_no_other_pages()
    {
        var connection = new SendingConnection(clock, connected: false);
        connection.Join(Page("lost"), takeOver: false);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(connection.Join(Page("next"), takeOver: false));

        Assert.False(connection.Join(Page("window", "other page"), takeOver: false));
        Assert.False(connection.Join(Page("unnamed", page: null), takeOver: false));
        Assert.True(connection.Is("next"));
        connection.Leave("next");
        Assert.True(connection.Return(Page("window", "other page")));
    }

    [Fact]
    public void A_reload_whose_old_connection_ends_at_the_same_moment_stays_connected()
    {
        for (var round = 0; round < 2000; round++)
        {
            var connection = new SendingConnection(clock, connected: false);
            connection.Join(Window("old"), takeOver: true);

            Parallel.Invoke(() => connection.Leave("old"), () => connection.Join(Window("new"), takeOver: true));

            Assert.True(connection.Is("new"));
            Assert.True(connection.Stands);
        }
    }

    static CandidateConnection Window(string id) => new(id);

    CandidateConnection Page(string id, string? page = "page") => new(id, page, AskedAt: clock.GetUtcNow().UtcDateTime);
}
