using OpenCvSharp;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Vision.Heads;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>The judgement of a request to turn the head, frame by frame.</summary>
public sealed class ChallengeRunTests
{
    static readonly DateTime Start = new(2026, 11, 29, 9, 0, 0, DateTimeKind.Utc);
    static readonly HeadShape Ahead = new(Yaw: 2, Pitch: 5, Along: 0.02f, Down: 0.33f, Stretch: -0.25f, new Point2f(320, 200), Size: 120);
    static readonly HeadShape Left = Ahead with { Yaw = 28, Along = 0.29f, Stretch = -0.36f };
    static readonly HeadShape Right = Ahead with { Yaw = -26, Along = -0.26f, Stretch = -0.35f };
    static readonly HeadShape Up = Ahead with { Pitch = 22, Down = 0.17f, Stretch = -0.2f };

    /// <summary>A print turned by about 45 degrees: the mesh takes it for a turn, but the face is much narrower.</summary>
    static readonly HeadShape TurnedPrint = Ahead with { Yaw = 24, Along = 0.23f, Stretch = -0.6f };

    DateTime now = Start;

    [Fact]
    public void Two_turns_with_a_look_ahead_between_them_pass()
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Assert.Null(run.Wanted);
        Show(run, Ahead, 3);
        Assert.Equal(HeadTurn.Left, run.Wanted);
        Show(run, Left, 2);
        Assert.Null(run.Wanted);
        Show(run, Ahead, 1);
        Assert.Equal(HeadTurn.Up, run.Wanted);
        Assert.Null(run.Outcome);
        Show(run, Up, 2);
        Assert.Equal((ChallengeResult.Passed, ChallengeReason.None), run.Outcome);
    }

    [Fact]
    public void A_turn_to_the_other_side_does_not_pass()
    {
        var run = new ChallengeRun([HeadTurn.Right, HeadTurn.Up], Start);
        Show(run, Ahead, 3);
        Show(run, Left, 60);
        Assert.Equal((ChallengeResult.NotPassed, ChallengeReason.NotTurned), run.Outcome);
    }

    [Fact]
    public void A_picture_that_seems_to_turn_is_flat()
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(run, Ahead, 3);
        for (var round = 0; round < 15; round++)
        {
            Show(run, TurnedPrint, 2);
            Show(run, Ahead, 2);
        }

        Assert.Equal((ChallengeResult.NotPassed, ChallengeReason.Flat), run.Outcome);
    }

    [Fact]
    public void One_frame_and_a_picture_that_is_swapped_in_prove_no_turn()
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(run, Ahead, 3);
        for (var round = 0; round < 30; round++)
        {
            Show(run, Left with { Centre = new Point2f(round % 2 == 0 ? 100 : 500, 200) }, 1);
            Show(run, Left, 1);
        }

        Assert.Equal(ChallengeResult.NotPassed, run.Outcome?.Result);
    }

    [Theory]
    [InlineData(ChallengeReason.NoFace)]
    [InlineData(ChallengeReason.Dark)]
    [InlineData(ChallengeReason.SeveralFaces)]
    [InlineData(ChallengeReason.Late)]
    public void What_was_not_seen_is_not_judged(ChallengeReason lack)
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(run, Ahead, 3);
        for (var frame = 0; frame < 40; frame++)
        {
            Show(run, Ahead, 1);
            Miss(run, lack, 2);
        }

        Assert.Equal((ChallengeResult.NotJudged, lack), run.Outcome);
    }

    [Fact]
    public void A_face_that_never_looks_ahead_is_not_judged()
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(run, Left with { Yaw = 40 }, 60);
        Assert.Equal((ChallengeResult.NotJudged, ChallengeReason.NotAhead), run.Outcome);
    }

    [Fact]
    public void A_slow_line_takes_no_time_from_the_candidate_and_none_forever()
    {
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(run, Ahead, 5, TimeSpan.FromSeconds(6));
        Show(run, Left, 2, TimeSpan.FromSeconds(6));
        Show(run, Ahead, 1, TimeSpan.FromSeconds(6));
        Show(run, Up, 2, TimeSpan.FromSeconds(6));
        Assert.Equal(ChallengeResult.Passed, run.Outcome?.Result);

        now = Start;
        var late = new ChallengeRun([HeadTurn.Left, HeadTurn.Up], Start);
        Show(late, Ahead, 5, TimeSpan.FromSeconds(40));
        Assert.Equal((ChallengeResult.NotJudged, ChallengeReason.Late), late.Outcome);
    }

    [Fact]
    public void The_turns_are_a_side_and_up_in_an_order_that_varies()
    {
        var chosen = Enumerable.Range(0, 200).Select(_ => string.Join(' ', ChallengeRun.Choose())).ToHashSet();
        Assert.Equal(["Left Up", "Right Up", "Up Left", "Up Right"], chosen.Order());
    }

    void Show(ChallengeRun run, HeadShape shape, int frames, TimeSpan? apart = null)
    {
        for (var frame = 0; frame < frames; frame++)
            run.Saw(now += apart ?? TimeSpan.FromMilliseconds(300), new HeadSight(shape, ChallengeReason.None));
    }

    void Miss(ChallengeRun run, ChallengeReason lack, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
            run.Saw(now += TimeSpan.FromMilliseconds(300), new HeadSight(null, lack));
    }
}
