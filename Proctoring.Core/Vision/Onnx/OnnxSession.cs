using Microsoft.ML.OnnxRuntime;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>A network in ONNX Runtime. Any number of threads may run it at once, also while another one disposes it.</summary>
/// <remarks>Each run uses one core, because frames of different candidates run in parallel; two threads in one run would only slow both
/// down.</remarks>
internal sealed class OnnxSession : IDisposable
{
    readonly InferenceSession session;
    readonly RunOptions options = new();

    // Runs share this lock and disposal takes it alone: freeing a network during a run ends the process.
    readonly ReaderWriterLockSlim life = new();
    bool disposed;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="provider">The processor that runs it.</param>
    /// <exception cref="OnnxRuntimeException">The file is not a model that the runtime can load.</exception>
    /// <exception cref="NotSupportedException">The provider is missing or does not work on this machine.</exception>
    public OnnxSession(string path, InferenceProvider provider = InferenceProvider.Cpu)
    {
        OnnxPrivacy.Ensure();
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Lower levels keep the plain layout, which takes twice as long.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        InferenceProviders.Add(settings, provider);
        session = new InferenceSession(path, settings);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => session.InputMetadata;

    public IReadOnlyList<string> OutputNames => session.OutputNames;

    /// <summary>Runs the network.</summary>
    /// <param name="id">The name of the model in metrics.</param>
    /// <param name="inputNames">The names of the inputs.</param>
    /// <param name="inputs">The inputs, which must live until the run returns.</param>
    /// <param name="outputNames">The outputs that are wanted.</param>
    /// <returns>The outputs in this order; dispose them.</returns>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    /// <exception cref="OnnxRuntimeException">The runtime refused.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        string id,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames
    )
    {
        life.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var start = ProctoringMetrics.StartInference();
            var outputs = session.Run(options, inputNames, inputs, outputNames);
            ProctoringMetrics.InferenceEnded(start, id);
            return outputs;
        }
        finally
        {
            life.ExitReadLock();
        }
    }

    /// <summary>Frees the network after the last run has ended.</summary>
    public void Dispose()
    {
        life.EnterWriteLock();
        try
        {
            if (disposed)
                return;
            disposed = true;
            session.Dispose();
            options.Dispose();
        }
        finally
        {
            life.ExitWriteLock();
        }
    }
}
