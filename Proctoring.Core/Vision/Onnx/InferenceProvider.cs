using Microsoft.ML.OnnxRuntime;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The processor that runs the networks for pictures.</summary>
public enum InferenceProvider
{
    /// <summary>The server's own processor.</summary>
    Cpu,

    /// <summary>An NVIDIA graphics card, through the CUDA provider of ONNX Runtime. Not tested.</summary>
    Cuda,
}

/// <summary>Adds a provider to a session. No network is loaded on the processor instead: a provider that does not work stops the models.
/// The runtime still runs single operators on the processor if the provider lacks them.</summary>
internal static class InferenceProviders
{
    const string Key = "Proctoring:Vision:Provider";

    const string Instead = "Install libraries of ONNX Runtime with this provider, or set Cpu (docs/operators.md)";

    /// <summary>Returns why the installed runtime cannot use a provider, as a sentence without a full stop; null if it has the
    /// provider.</summary>
    public static string? Problem(InferenceProvider provider)
    {
        if (provider == InferenceProvider.Cpu)
            return null;
        try
        {
            OnnxPrivacy.Ensure();
            var available = OrtEnv.Instance().GetAvailableProviders();
            return available.Contains(NameOf(provider), StringComparer.Ordinal)
                ? null
                : $"{Key}: the installed ONNX Runtime has no {NameOf(provider)}, only {string.Join(", ", available)}. {Instead}";
        }
        // Libraries that were exchanged for this provider can be missing or of another version.
        catch (Exception cause)
            when (cause is TypeInitializationException or OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return $"{Key}: ONNX Runtime could not be loaded: {cause.GetBaseException().Message} {Instead}";
        }
    }

    /// <summary>Adds a provider to the settings of a session.</summary>
    /// <exception cref="NotSupportedException">The provider is missing or does not work on this machine; the message names the
    /// setting.</exception>
    public static void Add(SessionOptions settings, InferenceProvider provider)
    {
        if (provider == InferenceProvider.Cpu)
            return;
        if (Problem(provider) is { } missing)
            throw new NotSupportedException($"{missing}.");
        try
        {
            settings.AppendExecutionProvider_CUDA();
        }
        catch (Exception cause) when (cause is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            throw new NotSupportedException($"{Key}: {NameOf(provider)} could not be started: {cause.Message} {Instead}.", cause);
        }
    }

    static string NameOf(InferenceProvider provider) =>
        provider switch
        {
            InferenceProvider.Cuda => "CUDAExecutionProvider",
            _ => "CPUExecutionProvider",
        };
}
