using OpenCvSharp;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision.Heads;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Requests to turn the head at random moments of an exam.</summary>
public sealed class TurnRequestsTests
{
    static readonly DateTime Start = new(2026, 11, 29, 9, 0, 0, DateTimeKind.Utc);
    static readonly DateTime End = Start.AddHours(2);
    static readonly HeadShape Ahead = new(Yaw: 2, Pitch: 5, Along: 0.02f, Down: 0.33f, Stretch: -0.25f, new Point2f(320, 200), Size: 120);

    readonly List<(TimeSpan Least, TimeSpan Most)> drawn = [];
    readonly TurnRequests requests;
    DateTime now = Start;

    public TurnRequestsTests() =>
        requests = new TurnRequests(
            Guid.NewGuid(),
            Start,
            (least, most) =>
            {
                drawn.Add((least, most));
                return least;
            }
        );

    [Fact]
    public void A_request_waits_for_its_moment_is_followed_and_passed()
    {
        Assert.Null(Pass(TimeSpan.FromMinutes(7.9)));
        Assert.Equal(new TurnNews("Ahead", null), Pass(TimeSpan.FromMinutes(0.2)));
        Assert.Equal(new TurnNews(null, "Passed"), Follow());
        var row = requests.TakeFinished()!;
        Assert.Equal((ChallengeResult.Passed, ChallengeReason.None), (row.Result, row.Reason));
        Assert.Null(requests.TakeFinished());
        Assert.False(requests.InProgress);
        // The next one is as far away.
        Assert.Equal(drawn[0], drawn[1]);
        Assert.Null(Pass(TimeSpan.FromMinutes(7)));
        Assert.NotNull(Pass(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_request_that_no_one_follows_is_repeated_once_and_not_passed()
    {
        Pass(TimeSpan.FromMinutes(9));
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(new TurnNews(null, "NotPassed"), Stay());
            Assert.Equal(ChallengeReason.NotTurned, requests.TakeFinished()!.Reason);
            if (round == 0)
                Assert.Equal("Ahead", Pass(TimeSpan.FromMinutes(1))!.Wanted);
        }

        Assert.Null(Pass(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Without_pictures_it_is_not_judged()
    {
        Pass(TimeSpan.FromMinutes(9));
        TurnNews? news = null;
        for (var second = 0; second < 400 && news?.Result is null; second++)
            news = requests.Advance(now += TimeSpan.FromSeconds(1), null, possible: true, End) ?? news;
        Assert.Equal("NotJudged", news!.Result);
        Assert.Equal(ChallengeReason.Late, requests.TakeFinished()!.Reason);
    }

    [Fact]
    public void A_pause_ends_a_request_without_a_result_and_another_follows()
    {
        Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(new TurnNews(null, null), requests.Advance(now, null, possible: false, End));
        Assert.Null(requests.Advance(now.AddMinutes(5), null, possible: false, End));
        Assert.Null(requests.TakeFinished());
        Assert.Equal("Ahead", Pass(TimeSpan.FromMinutes(6))!.Wanted);
    }

    [Fact]
    public void No_one_is_asked_in_the_last_minutes()
    {
        now = End - TurnRequests.NotBeforeEnd;
        Assert.Null(Pass(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_candidate_who_cannot_do_it_is_not_asked_again()
    {
        Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(new TurnNews(null, "NotJudged"), requests.Decline(now));
        Assert.Equal(ChallengeReason.Declined, requests.TakeFinished()!.Reason);
        Assert.Null(requests.Decline(now));
        Assert.Null(requests.TakeFinished());
        Assert.Null(Pass(TimeSpan.FromMinutes(40)));
    }

    [Fact]
    public void Declining_before_a_request_is_on_record_too()
    {
        Assert.Equal(new TurnNews(null, "NotJudged"), requests.Decline(now));
        Assert.Equal((ChallengeReason.Declined, ""), requests.TakeFinished() is { } row ? (row.Reason, row.Turns) : default);
    }

    [Fact]
    public void A_page_that_was_loaded_meanwhile_learns_of_the_request()
    {
        Pass(TimeSpan.FromMinutes(9));
        Assert.Null(Pass(TimeSpan.FromSeconds(1)));
        Assert.Equal(new TurnNews("Ahead", null), Pass(TimeSpan.FromSeconds(5)));
    }

    TurnNews? Pass(TimeSpan time) =>
        requests.Advance(now += time, new HeadSight(null, ChallengeReason.NoFace), possible: true, End);

    TurnNews? See(HeadShape shape) =>
        requests.Advance(now += TimeSpan.FromSeconds(0.5), new HeadSight(shape, ChallengeReason.None), possible: true, End);

    /// <summary>Looks ahead for as long as it takes.</summary>
    TurnNews? Stay()
    {
        for (var frame = 0; frame < 200; frame++)
        {
            if (See(Ahead) is { Result: not null } news)
                return news;
        }

        return null;
    }

    /// <summary>Does what is wanted.</summary>
    TurnNews? Follow()
    {
        var wanted = "Ahead";
        for (var frame = 0; frame < 60; frame++)
        {
            var news = See(
                wanted switch
                {
                    "Left" => Ahead with { Yaw = 28, Along = 0.29f, Stretch = -0.36f },
                    "Right" => Ahead with { Yaw = -26, Along = -0.26f, Stretch = -0.35f },
                    "Up" => Ahead with { Pitch = 22, Down = 0.17f, Stretch = -0.2f },
                    _ => Ahead,
                }
            );
            if (news is { Result: not null })
                return news;
            wanted = news?.Wanted ?? wanted;
        }

        return null;
    }
}
