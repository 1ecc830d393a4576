using Proctoring.Core;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Objects;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>Objects are searched at a steady pace, and more thoroughly if that can change the answer.</summary>
public sealed class ObjectCadenceTests
{
    static readonly ObjectsRead Nothing = new([], 1, "scripted 1");
    static readonly ObjectsRead SeveralPeople = new([], 2, "scripted 1");

    readonly ObjectCadence cadence = new();
    readonly VisionOptions options = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    static ObjectsRead Seen(string name, float score) =>
        new([new ReadObject(name, score, new Box(0.1f, 0.1f, 0.1f, 0.1f), false)], 1, "scripted 1");

    ObjectEffort? Frame(ObjectsRead read, float motion = 0)
    {
        now += TimeSpan.FromSeconds(0.5);
        var effort = cadence.Next(now, motion, options);
        if (effort is not { } hard)
            return null;
        var quick = hard == ObjectEffort.Cheap && cadence.AsksForMore(read, now) ? read : null;
        if (quick is not null)
            hard = ObjectEffort.Full;
        cadence.Looked(read, hard, now, quick);
        return hard;
    }

    string Frames(ObjectsRead read, int count) =>
        string.Concat(
            Enumerable
                .Range(0, count)
                .Select(_ =>
                    Frame(read) switch
                    {
                        null => '.',
                        ObjectEffort.Cheap => 'c',
                        _ => 'F',
                    }
                )
        );

    [Fact]
    public void An_empty_desk_gets_a_quick_look_every_three_seconds_and_a_thorough_one_every_fifteen() =>
        Assert.Equal("F.....c.....c.....c.....c.....F.....c.", Frames(Nothing, 38));

    [Fact]
    public void A_phone_is_checked_thoroughly_at_once_and_again_soon()
    {
        Frames(Nothing, 2);
        Assert.Equal("....F.F.F.", Frames(Seen("cell phone", 0.5f), 10));
    }

    [Fact]
    public void A_dismissed_object_is_not_checked_again_for_a_while()
    {
        Frames(Nothing, 2);
        Assert.Equal("....F.....c.....c.....F.", Frames(Seen("cell phone", 0.25f), 24));
        // Unless its score is higher now.
        Assert.Equal("....F", Frames(Seen("cell phone", 0.36f), 5));
    }

    [Fact]
    public void A_second_person_is_confirmed_within_three_seconds_and_then_watched_every_two()
    {
        Frames(Nothing, 2);
        Assert.Equal("....c.c.c.c...c...c.", Frames(SeveralPeople, 20));
        // One miss must not end the episode.
        Assert.Equal("..c...c.", Frames(Nothing, 8));
    }

    [Fact]
    public void A_shorter_interval_of_the_settings_is_kept_with_several_people()
    {
        options.ObjectsEvery = TimeSpan.FromSeconds(0.5);
        Frames(Nothing, 1);
        Assert.Equal("cccccccccc", Frames(SeveralPeople, 10));
    }

    [Theory]
    [InlineData("cell phone", 0.2f, true)]
    [InlineData("cell phone", 0.19f, false)]
    [InlineData("book", 0.3f, false)]
    [InlineData("book", 0.4f, true)]
    [InlineData("person", 0.9f, false)]
    [InlineData("keyboard", 0.9f, false)]
    public void Only_relevant_objects_trigger_a_full_pass(string name, float score, bool asks) =>
        Assert.Equal(asks, cadence.AsksForMore(Seen(name, score), now));

    [Fact]
    public void A_new_scene_is_checked_thoroughly_but_not_in_every_frame()
    {
        Frame(Nothing);
        for (var i = 0; i < 5; i++)
            Assert.Null(Frame(Nothing, 0.9f));
        Assert.Equal(ObjectEffort.Full, Frame(Nothing, 0.9f));
    }

    [Fact]
    public void A_failed_pass_is_not_repeated_in_every_frame()
    {
        cadence.Looked(null, ObjectEffort.Full, now);
        Assert.Null(Frame(Nothing));
    }
}
