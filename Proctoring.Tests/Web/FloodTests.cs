using System.Diagnostics;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>A short run of scripts/flood.sh, which starts its own server.</summary>
public sealed class FloodTests
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Strangers_are_cut_off_and_their_memory_returns()
    {
        // bin/{configuration}/{framework}: the server's build lies in folders of the same names.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(TestFolders.Root, "Proctoring.Web", "bin", output.Parent!.Name, output.Name, "Proctoring.Web.dll");
        Assert.True(File.Exists(program), $"{program} is not built");
        var start = new ProcessStartInfo("bash", [Path.Combine(TestFolders.Root, "scripts", "flood.sh"), "200", "20"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FLOOD_PROGRAM"] = program },
        };
        // The server manages its memory as outside of tests.
        start.Environment.Remove("DOTNET_GCgen0size");
        using var script = Process.Start(start)!;
        var (table, errors) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await script.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            script.Kill(entireProcessTree: true);
        }

        Assert.True(script.HasExited && script.ExitCode == 0, $"{await table}\n{await errors}");
        Assert.Contains("| unfinished messages of 1.9 MB | 20 | 20 | 0 |", await table, StringComparison.Ordinal);
    }
}
