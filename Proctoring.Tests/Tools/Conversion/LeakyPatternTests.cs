using Proctoring.Tools.Conversion;
using Xunit;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>Only operators that are equivalent to a PRelu may be rewritten as one.</summary>
public sealed class LeakyPatternTests
{
    const int X = 0,
        Factor = 1,
        Positive = 2,
        Magnitude = 3,
        Difference = 4,
        Scaled = 5,
        Sum = 6;

    [Fact]
    public void The_five_operators_are_found_by_the_add_that_ends_them()
    {
        var model = Model([Sum]);

        var (add, pattern) = Assert.Single(LeakyPattern.FindAll(model));

        Assert.Same(model.Operators[^1], add);
        Assert.Equal((X, Factor), (pattern.Input, pattern.Factor));
        Assert.Equal(
            model.Operators.Take(4).Order(Comparer<TfliteOperator>.Create((a, b) => a.Code - b.Code)),
            pattern.Inner.OrderBy(op => op.Code)
        );
    }

    [Theory]
    [InlineData(Positive)]
    [InlineData(Magnitude)]
    [InlineData(Difference)]
    [InlineData(Scaled)]
    public void It_stays_unchanged_if_an_inner_result_is_used_elsewhere(int tensor) =>
        Assert.Empty(LeakyPattern.FindAll(Model([Sum, tensor])));

    [Fact]
    public void It_stays_unchanged_if_the_parts_are_of_different_tensors() =>
        Assert.Empty(LeakyPattern.FindAll(Model([Sum], absOf: Positive)));

    [Fact]
    public void It_stays_unchanged_if_the_factor_is_computed() => Assert.Empty(LeakyPattern.FindAll(Model([Sum], factor: X)));

    static TfliteModel Model(int[] outputs, int absOf = X, int factor = Factor) =>
        new(
            [.. Enumerable.Range(X, Sum + 1).Select(Tensor)],
            [
                Operator(TfliteOp.Relu, Positive, X),
                Operator(TfliteOp.Abs, Magnitude, absOf),
                Operator(TfliteOp.Sub, Difference, X, Magnitude),
                Operator(TfliteOp.Mul, Scaled, factor, Difference),
                Operator(TfliteOp.Add, Sum, Positive, Scaled),
            ],
            [X],
            outputs
        );

    static TfliteTensor Tensor(int index) =>
        new(index, $"tensor {index}", [1, 2, 2, 1], TfliteType.Float32, index == Factor ? new byte[4] : default);

    static TfliteOperator Operator(TfliteOp op, int output, params int[] inputs) => new((int)op, inputs, [output], default);
}
