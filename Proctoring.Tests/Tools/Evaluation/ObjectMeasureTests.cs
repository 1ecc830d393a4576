using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Objects;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>Detections are compared with labels: by class, by size, over three frames.</summary>
public sealed class ObjectMeasureTests
{
    static readonly Box Here = new(0.4f, 0.4f, 0.1f, 0.1f);

    static ObjectsRead Read(params ReadObject[] objects) => new(objects, 0, "scripted");

    static ReadObject Phone(float score, Box? where = null) => new(ObjectClasses.Phone, score, where ?? Here, false);

    /// <summary>A picture of 640×480 with a phone of 64×48 pixels.</summary>
    static MeasuredObjects Labelled(string file, ObjectsRead? read, params ObjectsRead[] frames) =>
        new(
            new LabelledObjects(file, "set", [ObjectClasses.Phone], new Dictionary<string, int> { [ObjectClasses.Phone] = 1 }, 0)
            {
                Boxes = [new LabelledBox(ObjectClasses.Phone, Here)],
                PixelCount = 640 * 480,
            },
            read,
            frames,
            read is null ? null : 120
        );

    [Fact]
    public void Two_of_three_frames_must_agree()
    {
        var result = ObjectMeasure.Of(
            "set",
            [
                Labelled("once.jpg", Read(Phone(0.9f)), Read(), Read(Phone(0.3f))),
                Labelled("twice.jpg", Read(), Read(Phone(0.9f)), Read(Phone(0.5f))),
            ]
        );

        Assert.Equal(0.5, result.Class[ObjectClasses.Phone].Recall);
        Assert.Equal(0.5, result.TwoOfThreeSynthetic[ObjectClasses.Phone].Recall);
        Assert.Contains("twice.jpg (missed a cell phone)", result.Wrong);
    }

    [Fact]
    public void An_object_counts_by_its_size_and_only_at_its_place()
    {
        var elsewhere = new Box(0.8f, 0.8f, 0.15f, 0.15f);
        var result = ObjectMeasure.Of(
            "set",
            [
                Labelled("right.jpg", Read(Phone(0.9f), Phone(0.6f))),
                Labelled("elsewhere.jpg", Read(Phone(0.9f, elsewhere), new ReadObject(ObjectClasses.Book, 0.9f, Here, false))),
                Labelled("gone.jpg", null),
            ]
        );

        // The second box on the one phone of the first picture is one too many; these labels do not cover books.
        Assert.Equal(["medium"], result.BySize.Keys);
        Assert.Equal([ObjectClasses.Phone], result.BySize["medium"].Keys);
        Assert.Equal(new SizeResult(3, 0.3333, 3, 0.3333), result.BySize["medium"][ObjectClasses.Phone]);
        Assert.Equal(2, result.ByLight["middle"][ObjectClasses.Phone].Images);
        Assert.Equal(["gone.jpg"], result.Unreadable);
    }

    [Fact]
    public void Frames_made_from_a_picture_differ_slightly_and_are_reproducible()
    {
        using var picture = TestPictures.Candidate();
        using var one = Jitter.Frame(picture, "a.jpg", 1);
        using var again = Jitter.Frame(picture, "a.jpg", 1);
        using var two = Jitter.Frame(picture, "a.jpg", 2);

        Assert.Equal(0, Cv2.Norm(one, again, NormTypes.INF));
        Assert.Equal(picture.Size(), one.Size());
        Assert.InRange(Cv2.Norm(one, two, NormTypes.L1) / one.Total() / 3, 1, 40);
    }
}
