using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Tests the rules about head, objects and camera on allowed and forbidden behaviour at two frames a second.</summary>
public sealed class HeadAndObjectRuleTests
{
    static readonly SeenHead AtEase = new()
    {
        Pose = new HeadPose(2, 3, 0),
        Turn = new HeadPose(0, 0, 0),
        Gaze = new Gaze(0, 0),
        EyesClosed = false,
        Covered = false,
        MouthOpenness = 0.02f,
        ShowsLife = true,
    };

    static readonly Dictionary<string, Func<Observation, Observation>> Scenes = new()
    {
        ["turned aside"] = o => o with { Head = AtEase with { Turn = new HeadPose(-50, 0, 0), Gaze = null } },
        ["turned up"] = o => o with { Head = AtEase with { Turn = new HeadPose(0, 45, 0) } },
        ["on the keyboard"] = o => o with { Head = AtEase with { Turn = new HeadPose(5, -38, 0), Gaze = null, EyesClosed = null } },
        ["half turned"] = o => o with { Head = AtEase with { Turn = new HeadPose(30, 0, 0) } },
        ["eyes aside"] = o => o with { Head = AtEase with { Gaze = new Gaze(0.5f, 0) } },
        ["eyes a little aside"] = o => o with { Head = AtEase with { Gaze = new Gaze(-0.23f, 0) } },
        ["eyes hardly aside"] = o => o with { Head = AtEase with { Gaze = new Gaze(0.17f, 0) } },
        ["eyes stay on the screen"] = o => o with { Head = AtEase with { Gaze = new Gaze(0.4f, 0), Turn = new HeadPose(-26, 0, 0) } },
        ["eyes closed"] = o => o with { Head = AtEase with { EyesClosed = true, Gaze = null } },
        ["covered"] = o => o with { Head = new SeenHead { Covered = true } },
        ["a picture"] = o => o with { Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false } },
        ["a picture on a screen"] = o =>
            o with
            {
                Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false, OnScreen = true },
            },
        ["a picture that did not turn"] = o =>
            o with
            {
                Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false, TurnedWhenAsked = false },
            },
        ["a picture that turned"] = o =>
            o with
            {
                Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false, TurnedWhenAsked = true },
            },
        ["a picture in a loop"] = o =>
            o with
            {
                Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false },
                Replay = new SeenReplay(ReplayPattern.Still, 90, 90, TimeSpan.FromSeconds(45)),
            },
        ["a soft picture of a living person"] = o =>
            o with
            {
                Head = AtEase with { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = true },
            },
        ["a person who sits still"] = o => o with { Head = AtEase with { Liveness = new Liveness(0.9f, "scripted 1"), ShowsLife = false } },
        ["a phone"] = o =>
            o with
            {
                Objects = [new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.6f)],
                Persons = 1,
                ObjectModel = "scripted 1",
            },
        ["a weaker phone"] = o => o with { Objects = [new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.55f)] },
        ["a book"] = o => o with { Objects = [new SeenObject("book", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.95f)] },
        ["a weak laptop"] = o => o with { Objects = [new SeenObject("laptop", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.65f)] },
        ["a laptop"] = o => o with { Objects = [new SeenObject("laptop", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.8f)] },
        ["a person on a poster"] = o => o with { Faces = [o.Faces![0], o.Faces[0] with { Still = true }] },
        ["perhaps a phone"] = o =>
            o with
            {
                Objects = [new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.4f)],
                Persons = 1,
            },
        ["perhaps a book"] = o => o with { Objects = [new SeenObject("book", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.55f)], Persons = 1 },
        ["a keyboard"] = o => o with { Objects = [new SeenObject("keyboard", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.95f)], Persons = 1 },
        ["a second person"] = o => o with { Objects = [Body(0.95f), Body(0.85f)], Persons = 2 },
        ["perhaps a second person"] = o => o with { Objects = [Body(0.95f), Body(0.6f)], Persons = 2 },
        ["a second person beside a poster"] = o =>
            o with
            {
                Faces = [o.Faces![0], Poster],
                Objects = [Body(0.95f), Body(0.85f) with { Where = new Box(0.65f, 0.3f, 0.3f, 0.7f) }],
                Persons = 2,
            },
        ["a second person before a poster"] = o =>
            o with
            {
                // The poster's face shows beside the person's own head, which is turned away.
                Faces = [o.Faces![0], Poster],
                Objects = [Body(0.95f), Body(0.85f) with { Where = new Box(0.6f, 0.03f, 0.3f, 0.9f) }],
                Persons = 2,
            },
        ["a second person below a poster"] = o =>
            o with
            {
                Faces = [o.Faces![0], Poster],
                Objects = [Body(0.95f), Body(0.85f) with { Where = new Box(0.63f, 0.06f, 0.36f, 0.9f) }],
                Persons = 2,
            },
        ["a poster of a whole person"] = o =>
            o with
            {
                Faces = [o.Faces![0], Poster],
                Objects = [Body(0.95f), Body(0.85f) with { Where = new Box(0.75f, 0.02f, 0.2f, 0.4f) }],
                Persons = 2,
            },
        ["perhaps a second person, and a small one"] = o =>
            o with
            {
                Objects = [Body(0.95f), Body(0.9f) with { Where = new Box(0.9f, 0.1f, 0.05f, 0.1f) }, Body(0.6f)],
                Persons = 2,
            },
        ["a poster alone"] = o =>
            o with
            {
                Faces = [Poster],
                Identity = null,
                Head = null,
            },
        ["a loop"] = o => o with { Replay = new SeenReplay(ReplayPattern.Returning, 40, 120, TimeSpan.FromSeconds(15)) },
        ["a still"] = o => o with { Replay = new SeenReplay(ReplayPattern.Still, 90, 90, TimeSpan.FromSeconds(45)) },
        ["a frozen picture"] = o => o with { Picture = new SeenPicture(120, 50, false, 0) },
    };

    static SeenFace Poster => new(new Box(0.8f, 0.05f, 0.06f, 0.08f), 0.97f, Still: true);

    static SeenObject Body(float confidence) => new("person", new Box(0.2f, 0.2f, 0.4f, 0.8f), confidence);

    readonly RuleEngine engine = RuleCatalog.Default.CreateEngine();
    readonly List<ViolationChange> changes = [];
    DateTime now = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
    long frame;

    IEnumerable<ViolationSpan> Ended => changes.Where(change => change.Kind == ChangeKind.Ended).Select(change => change.Span);

    [Theory]
    [InlineData("turned aside", 8, "head_pose", Severity.Medium)]
    [InlineData("turned up", 8, "head_pose", Severity.Medium)]
    [InlineData("eyes aside", 8, "suspicious_gaze", Severity.Low)]
    [InlineData("eyes a little aside", 8, "suspicious_gaze", Severity.Low)]
    [InlineData("eyes closed", 9, "eyes_closed", Severity.Low)]
    [InlineData("covered", 8, "face_blocked", Severity.Medium)]
    [InlineData("a picture", 16, "spoof_suspected", Severity.Medium)]
    [InlineData("a picture on a screen", 16, "spoof_suspected", Severity.High)]
    [InlineData("a picture that did not turn", 16, "spoof_suspected", Severity.High)]
    [InlineData("a picture that turned", 16, "spoof_suspected", Severity.Medium)]
    [InlineData("a weaker phone", 3, "object_detected", Severity.Medium)]
    [InlineData("a book", 3, "object_detected", Severity.Medium)]
    [InlineData("a weak laptop", 3, "object_detected", Severity.Medium)]
    [InlineData("a laptop", 3, "object_detected", Severity.High)]
    [InlineData("a phone", 3, "object_detected", Severity.High)]
    [InlineData("a second person", 6, "multiple_persons", Severity.High)]
    [InlineData("perhaps a second person", 6, "multiple_persons", Severity.Medium)]
    [InlineData("perhaps a second person, and a small one", 6, "multiple_persons", Severity.Medium)]
    [InlineData("a second person beside a poster", 6, "multiple_persons", Severity.High)]
    [InlineData("a second person before a poster", 6, "multiple_persons", Severity.High)]
    [InlineData("a second person below a poster", 6, "multiple_persons", Severity.High)]
    [InlineData("a poster alone", 6, "face_not_detected", Severity.Medium)]
    [InlineData("a frozen picture", 20, "camera_frozen", Severity.Medium)]
    [InlineData("a loop", 4, "camera_replayed", Severity.Medium)]
    [InlineData("a still", 4, "camera_replayed", Severity.Medium)]
    public void A_lasting_condition_is_one_violation(string scene, int seconds, string id, Severity severity)
    {
        Show(AtEaseScene, 5);
        Show(Scenes[scene], seconds);
        Show(AtEaseScene, 20);
        changes.AddRange(engine.Finish());

        var span = Assert.Single(Ended);
        Assert.Equal((id, severity), (span.Kind.Id, span.Severity));
        Assert.InRange(span.PeakConfidence, 0.4, 1);
    }

    [Theory]
    [InlineData("turned aside", 3.5)]
    [InlineData("turned up", 3.5)]
    [InlineData("on the keyboard", 60)]
    [InlineData("half turned", 60)]
    [InlineData("eyes aside", 3.5)]
    [InlineData("eyes a little aside", 3.5)]
    [InlineData("eyes hardly aside", 60)]
    [InlineData("eyes stay on the screen", 60)]
    [InlineData("eyes closed", 5)]
    [InlineData("covered", 4)]
    [InlineData("a picture", 8)]
    [InlineData("a soft picture of a living person", 300)]
    [InlineData("a person who sits still", 300)]
    [InlineData("a phone", 0.5)]
    [InlineData("a person on a poster", 300)]
    [InlineData("a poster of a whole person", 300)]
    [InlineData("perhaps a phone", 60)]
    [InlineData("perhaps a book", 60)]
    [InlineData("a keyboard", 60)]
    [InlineData("a second person", 2)]
    [InlineData("a frozen picture", 12)]
    public void A_short_or_allowed_condition_is_not_a_violation(string scene, double seconds)
    {
        for (var times = 0; times < 3; times++)
        {
            Show(AtEaseScene, 4);
            Show(Scenes[scene], seconds);
        }

        Show(AtEaseScene, 4);
        changes.AddRange(engine.Finish());

        Assert.Empty(changes);
    }

    [Theory]
    [InlineData("YNY", true)]
    [InlineData("YY", true)]
    [InlineData("YNNY", false)]
    [InlineData("NYNN", false)]
    public void Two_of_three_passes_confirm_a_phone(string looks, bool begins)
    {
        foreach (var look in looks)
        {
            Show(look == 'Y' ? Scenes["a phone"] : AtEaseScene, 0.5);
            // Between two passes no model looks for objects.
            Show(o => o with { Head = AtEase }, 1.5);
        }

        Assert.Equal(begins, changes.Exists(change => change.Span.Kind.Id == "object_detected"));
    }

    [Fact]
    public void One_strong_pass_among_weak_ones_is_Medium_and_a_second_one_raises_the_flag()
    {
        Show(Scenes["a weaker phone"], 2);
        Show(Scenes["a phone"], 0.5);
        Show(Scenes["a weaker phone"], 2);
        Assert.All(changes, change => Assert.Equal(Severity.Medium, change.Span.Severity));

        Show(Scenes["a phone"], 0.5);
        Show(AtEaseScene, 20);

        Assert.Equal(Severity.High, Assert.Single(Ended).Severity);
    }

    [Fact]
    public void Weak_evidence_stays_Medium_whatever_the_settings_say()
    {
        var rule = new ObjectDetectedRule { Severity = Severity.High };
        var finding = rule.Judge(Scenes["a weaker phone"](AtEaseScene(ScriptedFrameReader.Seen(Scene.OneFace, now, 1))))!;
        Assert.Equal(Severity.Medium, rule.SeverityOf(finding));
        rule.Severity = Severity.Low;
        Assert.Equal(Severity.Low, rule.SeverityOf(finding));
    }

    [Fact]
    public void Repeating_pictures_are_the_second_sign_of_a_picture()
    {
        Show(Scenes["a picture in a loop"], 16);
        Show(AtEaseScene, 20);
        Assert.Equal(Severity.High, Assert.Single(Ended, span => span.Kind.Id == "spoof_suspected").Severity);
    }

    [Fact]
    public void A_phone_is_called_phone_like_and_marked()
    {
        Show(Scenes["a phone"], 2);

        var change = Assert.Single(changes, change => change.Kind == ChangeKind.Began);
        Assert.Equal(("Phone-like object in the lower left", 1, true), (change.Span.Detail, change.Span.Boxes.Count, change.ShowsBest));
    }

    [Fact]
    public void Unknown_facts_of_a_failed_model_accuse_no_one()
    {
        Show(o => o with { Head = new SeenHead(), Objects = null, Persons = null }, 120);

        Assert.Empty(changes);
    }

    static Observation AtEaseScene(Observation observation) =>
        observation with
        {
            Picture = new SeenPicture(120, 50, false, 0.5f),
            Head = AtEase with { Liveness = new Liveness(0.95f, "scripted 1") },
            Objects = [],
            Persons = 1,
        };

    void Show(Func<Observation, Observation> scene, double seconds)
    {
        for (var count = 0; count < seconds * 2; count++)
        {
            now = now.AddMilliseconds(500);
            changes.AddRange(engine.Apply(scene(ScriptedFrameReader.Seen(Scene.OneFace, now, ++frame))));
        }
    }
}
