using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>A lost connection counts only as far as the server watched it.</summary>
public sealed class NetworkLostRuleTests
{
    static readonly DateTime Start = new(2026, 11, 30, 8, 35, 37, DateTimeKind.Utc);

    readonly RuleEngine engine = new([new NetworkLostRule()]);
    readonly List<ViolationChange> changes = [];

    [Fact]
    public void Ten_seconds_without_a_connection_are_a_flag_from_their_first_moment()
    {
        Lost(from: 0, to: 11);

        var began = Assert.Single(changes, change => change.Kind == ChangeKind.Began);
        Assert.Equal(Start, began.Span.Began);
    }

    [Fact]
    public void A_time_in_which_the_server_observed_nothing_does_not_join_two_short_losses()
    {
        // A session that moved begins without a connection. Its first frame kept the new server busy, and then the old server ended.
        Lost(from: 0, to: 0);
        Lost(from: 9.5, to: 12);

        Assert.Empty(changes);
    }

    [Fact]
    public void The_second_loss_counts_from_its_own_beginning()
    {
        Lost(from: 0, to: 0);
        Lost(from: 9.5, to: 21);

        var began = Assert.Single(changes, change => change.Kind == ChangeKind.Began);
        Assert.Equal(Start.AddSeconds(9.5), began.Span.Began);
    }

    [Fact]
    public void An_open_flag_is_not_split_by_a_server_that_takes_over()
    {
        Lost(from: 0, to: 12);
        Lost(from: 20, to: 22);

        Assert.DoesNotContain(changes, change => change.Kind == ChangeKind.Ended);
        Assert.Single(changes, change => change.Kind == ChangeKind.Began);
    }

    /// <summary>The page is not connected, and the session notices it each second.</summary>
    void Lost(double from, double to)
    {
        for (var second = from; second <= to; second++)
            changes.AddRange(engine.Apply(new Observation { At = Start.AddSeconds(second), Connected = false, Gaps = [] }));
    }
}
