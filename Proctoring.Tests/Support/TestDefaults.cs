using System.Runtime.CompilerServices;
using Proctoring.Core.Localization;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tests.Support;

/// <summary>Runs every test in English, whatever the machine is set to, and without telemetry.</summary>
internal static class TestDefaults
{
    [ModuleInitializer]
    internal static void Set()
    {
        Language.English.UseByDefault();
        OnnxPrivacy.Prepare();
    }
}
