using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>What the room camera shows becomes flags that name it, and nothing that the webcam's rules judge.</summary>
public sealed class RoomRuleTests
{
    static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);
    static readonly SeenObject Person = new("person", new Box(0.5f, 0.2f, 0.3f, 0.7f), 0.95f);

    [Fact]
    public void A_second_person_is_a_flag_of_the_room_camera_with_a_picture_and_boxes()
    {
        var other = Person with { Confidence = 0.8f };
        var changes = Play(new SeenRoom { Number = 1, Persons = 2, Objects = [Person, other], Faces = [] }, 4);

        var began = Assert.Single(changes, change => change.Kind == ChangeKind.Began);
        Assert.Equal(
            ("room_multiple_persons", Severity.High, "2 persons, 0 of them with a face", true),
            (began.Span.Kind.Id, began.Span.Severity, began.Span.Detail, began.ShowsBest)
        );
        Assert.Equal([Person.Where, other.Where], began.Span.Boxes);
    }

    [Fact]
    public void A_weak_second_person_is_of_medium_severity() =>
        Assert.Equal(
            Severity.Medium,
            Assert
                .Single(
                    Play(new SeenRoom { Number = 1, Persons = 2, Objects = [Person, Person with { Confidence = 0.4f }] }, 4),
                    change => change.Kind == ChangeKind.Began
                )
                .Span.Severity
        );

    [Theory]
    [InlineData("cell phone", 0.9f, true)]
    [InlineData("cell phone", 0.4f, false)]
    [InlineData("book", 0.9f, false)]
    [InlineData("laptop", 0.95f, false)]
    [InlineData("tv", 0.95f, false)]
    public void A_phone_is_flagged_and_the_computer_of_the_exam_is_not(string thing, float score, bool flagged)
    {
        var seen = new SeenObject(thing, new Box(0.1f, 0.75f, 0.1f, 0.15f), score);

        var changes = Play(new SeenRoom { Number = 1, Persons = 1, Objects = [Person, seen] }, 3);

        Assert.Equal(flagged ? ["room_object_detected"] : [], changes.Where(c => c.Kind == ChangeKind.Began).Select(c => c.Span.Kind.Id));
        if (flagged)
            Assert.StartsWith("Phone-like object", changes[0].Span.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_the_room_is_no_fact_for_the_rules_of_the_webcam()
    {
        var seen = new Observation { At = Noon, Room = new SeenRoom { Number = 1, Blocked = true, Persons = 0, Faces = [], Objects = [] } };

        Assert.All(RuleCatalog.Default.Rules.Where(rule => !rule.WatchesRoom), rule => Assert.Null(rule.Judge(seen)));
    }

    [Theory]
    [InlineData(GapCause.RoomSilent, 29, false)]
    [InlineData(GapCause.RoomSilent, 31, true)]
    [InlineData(GapCause.RoomNotConnected, 31, true)]
    [InlineData(GapCause.RoomBlocked, 31, true)]
    [InlineData(GapCause.RoomStopped, 1, true)]
    [InlineData(GapCause.Break, 100, false)]
    public void A_room_camera_is_lost_after_its_time_and_a_pause_accuses_no_one(GapCause cause, int seconds, bool lost)
    {
        var gap = new SensorGap(Sensor.Room, cause, Noon.AddSeconds(-seconds));

        var found = new RoomCameraLostRule().Judge(new Observation { At = Noon, Gaps = [gap] });

        Assert.Equal(lost, found is { Present: true });
        Assert.False(found == Finding.Absent);
    }

    [Fact]
    public void A_gap_of_the_server_accuses_no_one()
    {
        var since = Noon.AddMinutes(-5);
        SensorGap[] gaps = [new(Sensor.Room, GapCause.RoomSilent, since), new(Sensor.Server, GapCause.Stalled, since)];

        Assert.Null(new RoomCameraLostRule().Judge(new Observation { At = Noon, Gaps = gaps }));
        Assert.Equal(Finding.Absent, new RoomCameraLostRule().Judge(new Observation { At = Noon, Gaps = [] }));
    }

    [Theory]
    [InlineData(1, 0.01f, RoomGuidance.Good)]
    [InlineData(1, 0.3f, RoomGuidance.TooClose)]
    [InlineData(0, 0f, RoomGuidance.NoPerson)]
    [InlineData(2, 0.01f, RoomGuidance.SeveralPersons)]
    public void The_place_is_judged_by_the_person_and_the_face(int persons, float face, RoomGuidance guidance) =>
        Assert.Equal(
            guidance,
            RoomPlace.Of(
                new SeenRoom
                {
                    Number = 1,
                    Persons = persons,
                    Faces = face > 0 ? [new SeenFace(new Box(0, 0, face, 1), 0.9f)] : [],
                    Objects = persons > 0 ? [Person] : [],
                }
            )
        );

    [Fact]
    public void A_dark_picture_and_one_that_no_model_judged_say_so()
    {
        Assert.Equal(RoomGuidance.Blocked, RoomPlace.Of(new SeenRoom { Number = 1, Blocked = true }));
        Assert.Equal(RoomGuidance.NotJudged, RoomPlace.Of(new SeenRoom { Number = 1 }));
    }

    static List<ViolationChange> Play(SeenRoom seen, int pictures)
    {
        var engine = RuleCatalog.Default.CreateEngine();
        List<ViolationChange> changes = [];
        for (var picture = 0; picture < pictures; picture++)
            changes.AddRange(engine.Apply(new Observation { At = Noon.AddSeconds(2 * picture), Room = seen with { Number = picture } }));
        return changes;
    }
}
