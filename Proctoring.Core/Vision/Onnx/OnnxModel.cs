using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>A network in ONNX Runtime, loaded and warmed up. It turns a picture, or a batch, into named numbers.</summary>
/// <remarks>Any number of threads may call <see cref="Run"/> at once.</remarks>
public sealed class OnnxModel : IDisposable
{
    readonly OnnxSession session;
    readonly string[] inputNames;
    readonly string[] outputNames;
    long runs;

    /// <summary>Loads a file and runs it once on zeros, so that the first frame is not the slow one.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="name">The name of the model in evidence.</param>
    /// <param name="version">The version in evidence.</param>
    /// <param name="provider">The processor that runs it.</param>
    /// <exception cref="OnnxRuntimeException">The file is not a model that the runtime can load.</exception>
    /// <exception cref="NotSupportedException">The model does not have exactly one input of floats of a known size, or the provider is
    /// missing.</exception>
    public OnnxModel(string path, string name, string version, InferenceProvider provider = InferenceProvider.Cpu)
    {
        (Name, Version) = (name, version);
        session = new OnnxSession(path, provider);
        try
        {
            if (session.Inputs.ToArray() is not [var (input, metadata)] || metadata.ElementDataType != TensorElementType.Float)
                throw new NotSupportedException($"The model {name} has not exactly one input of floats.");
            if (metadata.Dimensions.Skip(1).Any(size => size < 1))
                throw new NotSupportedException($"The model {name} has an open dimension besides the number of pictures.");

            inputNames = [input];
            outputNames = [.. session.OutputNames];
            InputShape = metadata.Dimensions;
            PictureShape = [.. InputShape.Skip(1).Select(size => (long)size)];
            PictureLength = (int)PictureShape.Aggregate(1L, (product, size) => product * size);
            Run(new float[PictureLength]).Dispose();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's id, for example ultraface.</summary>
    public string Name { get; }

    /// <summary>The version of the package it came in.</summary>
    public string Version { get; }

    /// <summary>The number of runs so far.</summary>
    public long Runs => Interlocked.Read(ref runs);

    public string InputName => inputNames[0];

    /// <summary>The dimensions of the input in the file; -1 accepts any size.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>The number of floats in one picture.</summary>
    public int PictureLength { get; }

    public IReadOnlyList<string> OutputNames => outputNames;

    long[] PictureShape { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="pictures">One picture of <see cref="PictureLength"/> floats, or several if the batch is open; not copied.</param>
    /// <returns>The outputs; dispose it after reading them.</returns>
    /// <exception cref="ArgumentException">The number of floats is not a multiple of one picture.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="OnnxRuntimeException">The runtime refused, for example a batch for a model of one picture.</exception>
    public OnnxResult Run(Memory<float> pictures)
    {
        var (batch, rest) = Math.DivRem(pictures.Length, PictureLength);
        if (batch == 0 || rest != 0)
            throw new ArgumentException($"{Name} takes pictures of {PictureLength} floats, not {pictures.Length}.", nameof(pictures));

        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pictures, [batch, .. PictureShape]);
        Interlocked.Increment(ref runs);
        return new OnnxResult(session.Run(Name, inputNames, [input], outputNames), outputNames);
    }

    /// <summary>Name and version as evidence cites them: <c>ultraface 0.0.1</c>.</summary>
    public override string ToString() => $"{Name} {Version}";

    /// <summary>Frees the network after the last run has ended.</summary>
    public void Dispose() => session.Dispose();
}
