using Microsoft.ML.OnnxRuntime;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The outputs of one run in the runtime's memory; the spans are valid until disposal.</summary>
public sealed class OnnxResult : IDisposable
{
    readonly IDisposableReadOnlyCollection<OrtValue> values;
    readonly IReadOnlyList<string> names;

    internal OnnxResult(IDisposableReadOnlyCollection<OrtValue> values, IReadOnlyList<string> names) =>
        (this.values, this.names) = (values, names);

    /// <summary>The floats of an output in row-major order, by its index in <see cref="OnnxModel.OutputNames"/>.</summary>
    public ReadOnlySpan<float> this[int output] => values[output].GetTensorDataAsSpan<float>();

    /// <summary>The floats of an output in row-major order.</summary>
    /// <exception cref="KeyNotFoundException">No output has this name; the message lists the known ones.</exception>
    public ReadOnlySpan<float> this[string output] => this[IndexOf(output)];

    /// <summary>The dimensions of an output in this run.</summary>
    /// <exception cref="KeyNotFoundException">No output has this name; the message lists the known ones.</exception>
    public IReadOnlyList<long> Shape(string output) => values[IndexOf(output)].GetTensorTypeAndShape().Shape;

    public void Dispose() => values.Dispose();

    int IndexOf(string output)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == output)
                return i;
        throw new KeyNotFoundException($"There is no output '{output}'; there are {string.Join(", ", names)}.");
    }
}
