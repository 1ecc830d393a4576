namespace Proctoring.Core.Vision.Onnx;

/// <summary>Which part of a TensorFlow.js graph to convert, and what to change in it.</summary>
/// <param name="Input">The node whose result the converted graph takes as its input; what comes before it is left out.</param>
/// <param name="Outputs">The tensors to give out, in the order of the entry's outputs.</param>
/// <param name="Set">Constants to give other values, as for another input size; null: none.</param>
/// <param name="Prune">Columns of constants to leave out, such as classes that no rule uses; null: none.</param>
public sealed record TfjsCut(
    string Input,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, IReadOnlyList<double>>? Set = null,
    TfjsPruning? Prune = null
);

/// <summary>Keeps some columns of constants, such as the filters of a layer that has one for each class.</summary>
/// <param name="Constants">The constants, by the ends of their names; their last axis is a multiple of
/// <paramref name="Every"/> columns.</param>
/// <param name="Every">How many columns make a group.</param>
/// <param name="Keep">Which columns of each group stay, in their new order.</param>
public sealed record TfjsPruning(IReadOnlyList<string> Constants, int Every, IReadOnlyList<int> Keep);
