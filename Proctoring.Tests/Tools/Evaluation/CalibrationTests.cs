using System.Numerics.Tensors;
using Proctoring.Core.Vision;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>Limits are proposed for the worst group, and intervals are over people.</summary>
public sealed class CalibrationTests
{
    const int Length = 192;

    readonly Random chance = new(7);

    float[] Direction()
    {
        var vector = Enumerable.Range(0, Length).Select(_ => (float)(chance.NextDouble() - 0.5)).ToArray();
        MobileFaceNet.Normalise(vector);
        return vector;
    }

    static float[] Sum(params (float[] Vector, float Share)[] parts)
    {
        var sum = new float[Length];
        foreach (var (vector, share) in parts)
            TensorPrimitives.MultiplyAdd(vector, share, sum, sum);
        MobileFaceNet.Normalise(sum);
        return sum;
    }

    /// <summary>People who share a direction, so that two of them have about the square of its share as their similarity.</summary>
    List<CalibrationPerson> Group(string name, int people, float common, int pictures)
    {
        var shared = Direction();
        return Enumerable
            .Range(0, people)
            .Select(number =>
            {
                var own = Sum((shared, common), (Direction(), MathF.Sqrt(1 - (common * common))));
                return new CalibrationPerson(
                    name,
                    $"{number}",
                    [.. Enumerable.Range(0, pictures).Select(_ => new FaceEmbedding(Sum((own, 0.9f), (Direction(), 0.35f)), null))]
                );
            })
            .ToList();
    }

    [Fact]
    public void A_group_of_people_who_resemble_each_other_raises_the_proposed_limit()
    {
        List<CalibrationPerson> apart = [.. Group("apart", 30, 0.3f, 5)];
        List<CalibrationPerson> alike = [.. Group("alike", 30, 0.75f, 5)];

        var (easy, easyBelow) = new Calibration(apart).Propose();
        var both = new Calibration([.. apart, .. alike]);
        var (same, below) = both.Propose();

        Assert.True(same > easy, $"{same} and {easy}");
        Assert.Equal(0.45f, easyBelow);
        Assert.Equal(0.45f, below);
        var errors = both.ErrorsOf("alike", new ZoneLimits(same!.Value, below!.Value));
        Assert.Equal((30, 30, 30 * 29), (errors.People, errors.Own, errors.Pairs));
        Assert.InRange(errors.OtherCalledSame.High, 0, Calibration.MostFalseSame);
        Assert.InRange(errors.OtherCalledSame.Value, errors.OtherCalledSame.Low, errors.OtherCalledSame.High);
        // With the limit of the easy group, the other group's errors are many.
        Assert.True(both.ErrorsOf("alike", new ZoneLimits(easy!.Value, 0.3f)).OtherCalledSame.Value > 0.05);
    }

    [Fact]
    public void People_with_one_picture_are_references_only_and_an_impossible_goal_gives_no_proposal()
    {
        List<CalibrationPerson> single = [.. Group("single", 4, 0.3f, 1), .. Group("single", 4, 0.3f, 5)];
        Assert.Equal(4, new Calibration(single).ErrorsOf("single", IdentityZones.Default.One).Own);

        // The same person under two names: no limit separates them.
        List<CalibrationPerson> twins = [.. Group("twins", 1, 0.3f, 5)];
        Assert.Null(new Calibration([.. twins, .. twins.Select(twin => twin with { Name = "other" })]).Propose().SameFrom);
    }
}
