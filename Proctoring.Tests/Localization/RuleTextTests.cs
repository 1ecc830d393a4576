using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>The record of a session is in English; every reader sees it in their own language.</summary>
public sealed class RuleTextTests
{
    static readonly DateTime Noon = new(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>One observation for each kind of detail that a rule of this product writes.</summary>
    static readonly Observation[] Scenes =
    [
        At() with
        {
            Sound = new Sound(TimeSpan.FromSeconds(5), 0.9f, 0.8f, true, "vad"),
        },
        At() with
        {
            Sound = new Sound(TimeSpan.FromSeconds(5), 0.9f, 0.8f, false, "vad"),
        },
        At() with
        {
            Sound = new Sound(TimeSpan.FromSeconds(5), 0.9f, 0.8f, null, "vad"),
        },
        At() with
        {
            Picture = new SeenPicture(4, 0.3f, true),
        },
        At() with
        {
            Identity = new IdentityCheck(0.12f, 0.48f, false, 3, "MobileFaceNet 1"),
        },
        At() with
        {
            Head = new SeenHead { Pose = new HeadPose(50, 0, 0) },
        },
        At() with
        {
            Head = new SeenHead { Pose = new HeadPose(-50, 0, 0) },
        },
        At() with
        {
            Head = new SeenHead { Pose = new HeadPose(0, 60, 0) },
        },
        At() with
        {
            Head = new SeenHead { Pose = new HeadPose(0, -70, 0) },
        },
        At() with
        {
            Head = new SeenHead { Gaze = new Gaze(0.6f, 0) },
        },
        At() with
        {
            Head = new SeenHead { Gaze = new Gaze(-0.6f, 0) },
        },
        At() with
        {
            Head = new SeenHead { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false },
        },
        At() with
        {
            Head = new SeenHead
            {
                Liveness = new Liveness(0.02f, "scripted 1"),
                ShowsLife = false,
                OnScreen = true,
            },
        },
        At() with
        {
            Faces = [new SeenFace(new Box(0, 0, 0.1f, 0.1f), 0.9f), new SeenFace(new Box(0.5f, 0.5f, 0.1f, 0.1f), 0.8f)],
        },
        At() with
        {
            Faces = [new SeenFace(new Box(0, 0, 0.1f, 0.1f), 0.9f)],
            Persons = 2,
        },
        At() with
        {
            Objects =
            [
                new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.9f),
                new SeenObject("book", new Box(0.45f, 0.45f, 0.1f, 0.1f), 0.8f),
            ],
        },
        At() with
        {
            Room = new SeenRoom
            {
                Number = 1,
                Persons = 2,
                Objects = [new SeenObject("cell phone", new Box(0.1f, 0.75f, 0.1f, 0.15f), 0.9f)],
            },
        },
        At() with
        {
            Gaps = [new SensorGap(Sensor.Room, GapCause.RoomStopped, Noon)],
        },
        At() with
        {
            Camera = new CameraDevice("OBS Virtual Camera", true, true),
        },
        At() with
        {
            Browser = new BrowserState(false, true, true, true, DevtoolsOpen: true),
        },
        At() with
        {
            Gaps = [new SensorGap(Sensor.Page, GapCause.DroppedSignals, Noon, "the page dropped 1 signal")],
        },
        At() with
        {
            Gaps = [new SensorGap(Sensor.Page, GapCause.DroppedSignals, Noon, "the page dropped 12 signals")],
        },
    ];

    public static TheoryData<string> Translations { get; } = ["hi", "es", "fr", "de", "ar"];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Each_detail_that_a_rule_writes_is_translated(string code)
    {
        var found = Scenes
            .Select(scene =>
                RuleCatalog
                    .Default.Rules.Select(rule => rule.Judge(scene))
                    .FirstOrDefault(finding => finding is { Present: true, Detail: not null })
            )
            .ToList();
        Assert.DoesNotContain(null, found);
        var repeated = At() with
        {
            Head = new SeenHead { Liveness = new Liveness(0.02f, "scripted 1"), ShowsLife = false },
            Replay = new SeenReplay(ReplayPattern.Still),
        };
        var identity = new IdentityCheck(0.4f, 0.56f, null, 3, "scripted 1") { DifferentBelow = 0.36f, UnsureSince = Noon.AddMinutes(-1) };
        var unsure = new IdentityUnconfirmedRule();
        List<string> details =
        [
            unsure.Judge(At() with { Identity = identity })!.Detail!,
            unsure.Judge(At() with { Identity = identity with { Before = 0.85f } })!.Detail!,
            unsure.Judge(At() with { UncomparedSince = Noon.AddMinutes(-1) })!.Detail!,
            unsure.Judge(At() with { UncomparedSince = Noon.AddMinutes(-1), CameraTurned = true })!.Detail!,
            "the picture at the start is unlike the enrolment: similarity 0.12, below 0.36",
            "the picture at the start is not confirmed by the enrolment: similarity 0.45, between 0.36 and 0.56",
            .. found.Select(finding => finding!.Detail!),
            new SpoofSuspectedRule().Judge(repeated)!.Detail!,
            "the page dropped 1 piece of sound that could not be sent",
            "the page dropped 12 pieces of sound that could not be sent",
            "the browser's dialog for choosing a file was open",
            "the browser's dialog for sharing the screen was open",
        ];
        Assert.Equal(details.Count, details.Distinct().Count());
        using var _ = new SpeakIn(code);

        Assert.All(details, detail => Assert.NotEqual(detail, DetailText.Of(detail)));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Each_cause_of_a_gap_is_translated(string code)
    {
        using var _ = new SpeakIn(code);

        Assert.All(Enum.GetValues<GapCause>(), cause => Assert.NotEqual(SensorGap.TextOf(cause), DetailText.Of(SensorGap.TextOf(cause))));
    }

    [Theory]
    [InlineData("de", "similarity 0.12, below 0.48", "Ähnlichkeit 0,12, unter 0,48")]
    [InlineData(
        "de",
        "Phone-like object in the lower left, Book in the centre",
        "Telefonähnlicher Gegenstand unten links, Buch in der Mitte"
    )]
    [InlineData("ar", "2 faces", "وجهان")]
    [InlineData("ar", "12 faces", "12 وجهًا")]
    [InlineData("fr", "OBS, v2, in place of the camera of the start", "OBS, v2, à la place de la caméra du début")]
    [InlineData("de", "Ctrl+P", "Ctrl+P")]
    [InlineData("de", "the proctor of another system saw 2 faces", "the proctor of another system saw 2 faces")]
    [InlineData("en", "similarity 0.12, below 0.48", "similarity 0.12, below 0.48")]
    public void A_recorded_detail_is_shown_in_the_language_of_its_reader(string code, string recorded, string shown)
    {
        using var _ = new SpeakIn(code);

        Assert.Equal(shown, DetailText.Of(recorded));
    }

    [Fact]
    public void A_sentence_is_written_in_the_language_of_its_reader()
    {
        using var _ = new SpeakIn("de");

        Assert.Equal(
            "Andere Person, links, Dauer 6 s (Ähnlichkeit 0,12, unter 0,48), in 11 von 12 Bildern zu sehen, höchstens zu 71\u00a0% sicher.",
            Mismatch.ToString()
        );
    }

    [Fact]
    public void A_report_keeps_its_English_and_shows_another_language()
    {
        var flag = new ReportedViolation(
            Guid.NewGuid(),
            "tab_switch",
            "Left the exam's tab",
            "An old explanation.",
            Proctoring.Core.Exams.Severity.Medium,
            Noon,
            Noon.AddSeconds(65),
            1,
            1,
            0,
            0,
            null,
            null,
            null,
            []
        )
        {
            Sentence = "An old sentence.",
        };
        using (new SpeakIn("en"))
            Assert.Equal(
                ("Left the exam's tab", "An old sentence.", "An old explanation."),
                (flag.ShownTitle, flag.ShownSentence, flag.ShownExplanation)
            );
        using var _ = new SpeakIn("es");

        Assert.Equal("Ha salido de la pestaña del examen", flag.ShownTitle);
        Assert.Equal("Ha salido de la pestaña del examen, durante 1 min 5 s, según el navegador.", flag.ShownSentence);
        Assert.StartsWith("El navegador indica", flag.ShownExplanation, StringComparison.Ordinal);
        Assert.DoesNotContain("Shown", System.Text.Json.JsonSerializer.Serialize(flag), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_no_longer_exists_keeps_its_English()
    {
        using var _ = new SpeakIn("fr");

        Assert.Equal("Wore a hat", RuleText.Title("hat_worn", "Wore a hat"));
        Assert.Equal("Hats were forbidden.", RuleText.Explanation("hat_worn", null, "Hats were forbidden."));
    }

    [Fact]
    public void A_language_in_use_ends_with_its_scope()
    {
        using var _ = new SpeakIn("ar");

        using (Language.English.Use())
            Assert.Equal(Language.English, Language.Current);

        Assert.Equal("ar", Language.Current.Code);
    }

    static ViolationSentence Mismatch { get; } =
        new()
        {
            Type = "face_mismatch",
            Title = "Another person",
            Duration = TimeSpan.FromSeconds(6.4),
            PeakConfidence = 0.714,
            FramesSeen = 11,
            FramesLooked = 12,
            Model = "MobileFaceNet 1",
            Detail = "similarity 0.12, below 0.48",
            Boxes = [new Box(0.1f, 0.4f, 0.2f, 0.2f)],
        };

    static Observation At() => new() { At = Noon };
}
