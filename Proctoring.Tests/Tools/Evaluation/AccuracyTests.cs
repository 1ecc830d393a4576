using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>The product reaches its accuracy on labelled pictures, if they are on this machine.</summary>
public sealed class AccuracyTests
{
    static async Task<T> MeasureAsync<T>(string set)
        where T : SetResult
    {
        var labels = Path.Combine(TestFolders.EvaluationData, set, LabelFile.Name);
        if (!File.Exists(labels))
            Assert.Skip($"{labels} is not on this machine.");
        var (objects, heads) = (await TestPictures.ObjectsAsync(), await TestPictures.HeadsAsync());
        return Assert.IsType<T>(new SetMeasure(await TestPictures.FacesAsync(), () => objects, () => heads).Measure(labels, set));
    }

    [Fact]
    public async Task People_of_LFW_are_distinguished()
    {
        var result = await MeasureAsync<VerificationResult>("verification/lfw10");
        Assert.Equal(result.Pairs, result.Scored);
        Assert.InRange(result.Eer!.Value, 0, 0.01);
        Assert.InRange(result.FarAtThreshold!.Value, 0, 0.005);
        Assert.InRange(result.TarAtFar1!.Value, 0.98, 1);
    }

    [Fact]
    public async Task No_pair_of_deepface_is_decided_wrongly()
    {
        var result = await MeasureAsync<VerificationResult>("verification/deepface");
        Assert.Equal((0, 0), (result.OfOne!.Different, result.OfTwo!.Same));
        Assert.InRange(result.OfOne.Same, 0.8, 1);
    }

    [Fact]
    public async Task Difficult_film_faces_are_distinguished_as_well_as_measured()
    {
        var result = await MeasureAsync<VerificationResult>("verification/imfdb");
        Assert.InRange(result.TarAtFar1!.Value, 0.55, 1);
        Assert.InRange(result.FarAtThreshold!.Value, 0, 0.01);
    }

    [Fact]
    public async Task Faces_are_counted_exactly_in_nearly_all_photographs()
    {
        var result = await MeasureAsync<FacesResult>("faces");
        Assert.True(result.ExactImages >= 0.95 * result.Images, string.Join(", ", result.Inexact));
    }

    [Fact]
    public async Task Photographs_without_people_have_no_faces()
    {
        var result = await MeasureAsync<FacesResult>("empty");
        Assert.True(result.Images == result.ExactImages, string.Join(", ", result.Inexact));
    }

    [Fact]
    public async Task Phones_on_desks_and_in_hands_are_found_with_few_false_detections()
    {
        var result = await MeasureAsync<ObjectsResult>("objects");
        List<ClassResult> near = [result.BySet["desk"]["cell phone"], result.BySet["handheld"]["cell phone"]];
        Assert.InRange(near.Sum(c => c.Recall!.Value * c.Positives) / near.Sum(c => c.Positives), 0.75, 1);
        Assert.InRange(result.Class["cell phone"].Precision!.Value, 0.9, 1);
        Assert.Equal(1, result.BySet["desk"]["person"].Recall);
        Assert.InRange(result.OnePersonExact!.Value, 0.95, 1);
    }

    [Fact]
    public async Task The_turn_of_heads_is_measured_to_a_few_degrees()
    {
        var result = await MeasureAsync<PoseResult>("pose");
        Assert.InRange(result.Scored, 0.88 * result.Images, result.Images);
        Assert.InRange(result.YawMae!.Value, 0, 8);
        Assert.InRange(result.PitchMae!.Value, 0, 9);
        Assert.InRange(result.RollMae!.Value, 0, 7);
    }

    [Fact]
    public async Task Living_people_are_accepted_and_pictures_of_people_are_not()
    {
        var result = await MeasureAsync<LivenessResult>("liveness");
        Assert.Equal((1, 0), (result.LiveAccepted, result.FakeAccepted));
        Assert.Equal((0, 0), (result.Apcer, result.Bpcer));
    }
}
