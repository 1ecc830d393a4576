using OpenCvSharp;
using Proctoring.Core.Vision.Objects;
using Xunit;

namespace Proctoring.Tests.Vision.Objects;

/// <summary>Results that agree raise the score; others stay separate.</summary>
public sealed class ObjectFusionTests
{
    static DetectedObject Phone(float x, float score, string name = ObjectClasses.Phone, float size = 100) =>
        new(name, new Rect2f(x, 0, size, size), score);

    [Fact]
    public void Two_results_for_one_place_have_a_higher_score_than_each()
    {
        var fused = Assert.Single(ObjectFusion.Fuse([Phone(0, 0.4f)], [Phone(20, 0.5f)]));
        Assert.Equal(0.7f, fused.Score, 1e-6f);
        Assert.Equal(20, fused.Box.X); // the surer one's box
    }

    [Fact]
    public void A_result_does_not_support_itself_and_two_boxes_of_one_object_count_once() =>
        Assert.Equal([0.5f], ObjectFusion.Fuse([Phone(0, 0.4f), Phone(20, 0.5f)]).Select(f => f.Score));

    [Fact]
    public void Two_people_of_one_result_stay_two() =>
        Assert.Equal(2, ObjectFusion.Fuse([Phone(0, 0.4f, ObjectClasses.Person), Phone(20, 0.5f, ObjectClasses.Person)]).Count);

    [Fact]
    public void Other_places_and_other_classes_stay_separate() =>
        Assert.Equal(3, ObjectFusion.Fuse([Phone(0, 0.4f)], [Phone(80, 0.5f), Phone(0, 0.3f, ObjectClasses.Book)]).Count);

    [Fact]
    public void A_piece_inside_supports_a_thing_but_not_a_person()
    {
        Assert.Single(ObjectFusion.Fuse([Phone(0, 0.4f)], [Phone(10, 0.5f, size: 30)]));
        Assert.Equal(2, ObjectFusion.Fuse([Phone(0, 0.4f, ObjectClasses.Person)], [Phone(10, 0.5f, ObjectClasses.Person, 30)]).Count);
    }

    [Fact]
    public void Parts_stay_inside_the_picture()
    {
        var size = new Size(640, 480);
        Assert.Equal(new Rect(0, 192, 640, 288), ObjectPasses.Lower(size));
        Assert.Null(ObjectPasses.Person([Phone(0, 0.9f)], size));
        Assert.Equal(new Rect(0, 0, 110, 110), ObjectPasses.Person([Phone(0, 0.9f, ObjectClasses.Person)], size));
        Assert.Null(ObjectPasses.Person([Phone(0, 0.9f, ObjectClasses.Person, 640)], size));
        Assert.Equal(new Rect(0, 0, 400, 400), ObjectPasses.Around(new Rect2f(0, 0, 100, 60), 4, size));
        Assert.Equal(new Rect(160, 0, 480, 480), ObjectPasses.Around(new Rect2f(600, 400, 200, 60), 4, size));
    }
}
