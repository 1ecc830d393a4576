using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Runs one network on one core; an image in, arrays of numbers out.</summary>
internal sealed class Network : IDisposable
{
    readonly InferenceSession session;
    readonly RunOptions options = new();

    public Network(string path)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(path, settings);
    }

    /// <summary>The length of each axis of the input, as the file says; -1 where it is free.</summary>
    public IReadOnlyList<int> InputShape => session.InputMetadata[session.InputNames[0]].Dimensions;

    public IReadOnlyList<float[]> Run(Mat blob, params long[] shape)
    {
        using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, shape, blob.Data, blob.Total() * blob.ElemSize());
        using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
