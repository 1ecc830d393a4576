namespace Proctoring.Tools.Conversion;

/// <summary>A PRelu in the form <c>Relu(x) + c·(x - |x|)</c>, as in MobileFaceNet; its slope is 2c.</summary>
/// <param name="Input">The tensor x.</param>
/// <param name="Factor">The constant tensor c, one value per channel.</param>
/// <param name="Inner">The Relu, Abs, Sub and Mul that disappear if the Add is written as a PRelu.</param>
internal sealed record LeakyPattern(int Input, int Factor, IReadOnlyList<TfliteOperator> Inner)
{
    /// <summary>Finds every such pattern by its final Add. A pattern whose inner results are used elsewhere is not included.</summary>
    public static IReadOnlyDictionary<TfliteOperator, LeakyPattern> FindAll(TfliteModel model)
    {
        var producers = model.Operators.ToDictionary(op => op.Outputs[0]);
        var uses = model.Operators.SelectMany(op => op.Inputs).Concat(model.Outputs).CountBy(index => index).ToDictionary();
        return model
            .Operators.Where(op => op.Op == TfliteOp.Add)
            .Select(add => (add, pattern: Match(model, producers, add)))
            .Where(found => found.pattern is not null && found.pattern.Inner.All(op => uses[op.Outputs[0]] == 1))
            .ToDictionary(found => found.add, found => found.pattern!);
    }

    static LeakyPattern? Match(TfliteModel model, Dictionary<int, TfliteOperator> producers, TfliteOperator add)
    {
        if (
            Producer(add.Inputs[0]) is not { Op: TfliteOp.Relu } relu
            || Producer(add.Inputs[1]) is not { Op: TfliteOp.Mul } mul
            || !model.Tensors[mul.Inputs[0]].IsConstant
            || Producer(mul.Inputs[1]) is not { Op: TfliteOp.Sub } sub
            || Producer(sub.Inputs[1]) is not { Op: TfliteOp.Abs } abs
            || sub.Inputs[0] != relu.Inputs[0]
            || abs.Inputs[0] != relu.Inputs[0]
        )
            return null;

        return new LeakyPattern(relu.Inputs[0], mul.Inputs[0], [relu, abs, sub, mul]);

        TfliteOperator? Producer(int tensor) => producers.GetValueOrDefault(tensor);
    }
}
