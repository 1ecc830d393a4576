using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Tests the sentence that describes a violation to people.</summary>
public sealed class ViolationSentenceTests
{
    [Fact]
    public void A_models_finding_states_place_duration_frequency_and_confidence() =>
        Assert.Equal(
            "Another person on the left for 6 s (similarity 0.12, below 0.48), seen in 11 of 12 frames, 71\u202f% sure at best.",
            Sentence(
                "face_mismatch",
                "Another person",
                6.4,
                0.714,
                "MobileFaceNet 1",
                "similarity 0.12, below 0.48",
                new Box(0.1f, 0.4f, 0.2f, 0.2f)
            )
        );

    [Fact]
    public void A_models_finding_is_never_certain() =>
        Assert.EndsWith(
            "99\u202f% sure at best.",
            Sentence("face_not_detected", "No face in view", 4, 0.9999, "UltraFace 1", null),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_browser_event_has_no_frames_and_no_confidence() =>
        Assert.Equal(
            "Tried to paste (12 characters), as the browser reported.",
            Sentence("paste_attempt", "Tried to paste", 0, 1, null, "12 characters")
        );

    [Fact]
    public void A_finding_of_the_clock_has_no_confidence() =>
        Assert.Equal(
            "Monitoring was interrupted for 1 min 5 s (the server was not running).",
            Sentence("monitoring_degraded", "Monitoring was interrupted", 65, 1, "server clock", "the server was not running")
        );

    [Fact]
    public void One_sentence_names_one_place() =>
        Assert.Equal(
            "Forbidden object in view for 4 s (Phone-like object on the left), seen in 11 of 12 frames, 71\u202f% sure at best.",
            Sentence(
                "object_detected",
                "Forbidden object in view",
                4,
                0.714,
                "Ssd 1",
                "Phone-like object on the left",
                new Box(0.1f, 0.8f, 0.1f, 0.1f)
            )
        );

    [Fact]
    public void Several_boxes_have_no_single_place() =>
        Assert.Equal(
            "Another face in view for less than 1 s, seen in 11 of 12 frames, 81\u202f% sure at best.",
            Sentence(
                "multiple_faces_detected",
                "Another face in view",
                0.5,
                0.81,
                "UltraFace 1",
                null,
                new Box(0, 0, 0.1f, 0.1f),
                new Box(0.5f, 0.5f, 0.2f, 0.2f)
            )
        );

    [Theory]
    [InlineData(0.1, 0.1, "in the upper left")]
    [InlineData(0.5, 0.1, "at the top")]
    [InlineData(0.9, 0.1, "in the upper right")]
    [InlineData(0.1, 0.5, "on the left")]
    [InlineData(0.5, 0.5, "in the centre")]
    [InlineData(0.9, 0.5, "on the right")]
    [InlineData(0.1, 0.9, "in the lower left")]
    [InlineData(0.5, 0.9, "at the bottom")]
    [InlineData(0.9, 0.9, "in the lower right")]
    public void The_place_is_that_of_the_middle_of_the_box(float x, float y, string place) =>
        Assert.Equal(place, BoxPlace.English(new Box(x - 0.05f, y - 0.05f, 0.1f, 0.1f)));

    static string Sentence(string type, string title, double seconds, double peak, string? model, string? detail, params Box[] boxes) =>
        new ViolationSentence
        {
            Type = type,
            Title = title,
            Duration = TimeSpan.FromSeconds(seconds),
            PeakConfidence = peak,
            FramesSeen = 11,
            FramesLooked = 12,
            Model = model,
            Detail = detail,
            Boxes = boxes,
        }.ToString();
}
