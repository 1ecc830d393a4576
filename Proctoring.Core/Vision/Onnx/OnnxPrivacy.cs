using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>Switches off the telemetry of ONNX Runtime. From version 1.29 on, its official libraries send details of the machine and of
/// the models to their maker, and store an id of the machine in the user's folder (docs/decisions/0093-no-telemetry.md).</summary>
public static partial class OnnxPrivacy
{
    /// <summary>The name that versions 1.29 to 1.31 read, and the name of later ones.</summary>
    static readonly string[] Names = ["ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED"];

    static readonly Lazy<bool> Prepared = new(SetVariables);

    /// <summary>Sets the variables that the runtime reads when it is first used. Best called when a program starts, while nothing else
    /// reads the environment.</summary>
    /// <exception cref="InvalidOperationException">The system refused, so the runtime must not be used.</exception>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>Must come before the first other use of the runtime in the process.</summary>
    /// <exception cref="InvalidOperationException">The system refused, so the runtime must not be used.</exception>
    public static void Ensure()
    {
        Prepare();
        // Windows has no variable for it.
        OrtEnv.Instance().DisableTelemetryEvents();
    }

    static bool SetVariables()
    {
        if (OperatingSystem.IsWindows())
            return true;
        foreach (var name in Names)
        {
            // Native code does not see what .NET's own method sets.
            if (SetVariable(name, "1", overwrite: 1) != 0)
                throw new InvalidOperationException($"The variable {name} could not be set, so ONNX Runtime would send telemetry.");
        }

        return true;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
