using System.Runtime.InteropServices;
using Proctoring.Core.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>ONNX Runtime reads from the environment whether it may send telemetry. <c>FaultTests</c> looks for its files.</summary>
public sealed partial class OnnxPrivacyTests
{
    [Theory]
    [InlineData("ORT_DISABLE_TELEMETRY")]
    [InlineData("ORT_TELEMETRY_DISABLED")]
    public void Native_code_sees_that_telemetry_is_off(string name)
    {
        OnnxPrivacy.Prepare();
        Assert.Equal("1", Marshal.PtrToStringUTF8(Variable(name)));
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Variable(string name);
}
