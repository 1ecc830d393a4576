using System.Diagnostics;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Scripts;

/// <summary>Runs the unit tests of the browser code under Node, one case per file.</summary>
public sealed class ScriptTests
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    static string Folder => Path.Combine(TestFolders.Root, "Proctoring.Tests", "Scripts");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_browser_code_passes_its_own_tests(string file)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", ["--test", "--test-reporter=spec", Path.Combine(Folder, file)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
        }

        Assert.True(node.HasExited && node.ExitCode == 0, $"{file}:\n{await said}\n{await complained}");
    }
}
