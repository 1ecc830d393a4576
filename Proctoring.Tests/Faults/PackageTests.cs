using System.Diagnostics;
using System.Text.Json;
using Proctoring.Tests.EndToEnd;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>The archive that package.sh builds: it runs as another user from a read-only folder, without an SDK and without the system
/// packages of a build. <c>./package.sh --test</c> sets PROCTORING_PACKAGE.</summary>
[Collection("one browser test at a time")]
public sealed class PackageTests(Chromium chromium) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-package-").FullName;

    static string? Archive => Environment.GetEnvironmentVariable("PROCTORING_PACKAGE");

    [Fact]
    public async Task An_operator_unpacks_the_archive_and_a_candidate_takes_an_exam()
    {
        Assert.SkipUnless(File.Exists(Archive), "There is no archive; ./package.sh --test builds and tests it.");
        Assert.InRange(new FileInfo(Archive!).Length, 1, 400_000_000);
        await RunAsync("tar", "-xzf", Archive!, "-C", folder);
        var program = Assert.Single(Directory.GetDirectories(folder));
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        await RunAsync("chmod", "-R", "a-w", program);
        await RunAsync("chmod", "755", folder);
        string[] command = [Path.Combine(program, "proctoring")];
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "nobody", data);
            // Without the variables of this process, such as the SDK's.
            command = ["runuser", "-u", "nobody", "--", .. command];
        }

        await using var server = new ServerProcess(data, ServerProcess.FreePort(), [("Proctoring:SeedDemoExam", "true")], command);
        var (code, version) = await server.RunVerbAsync("--version");
        Assert.Equal(0, code);
        Assert.Contains($"-{version.Trim()}-linux-x64", Path.GetFileName(Archive!), StringComparison.Ordinal);

        await server.StartAsync();
        using var http = new HttpClient();
        var ready = await http.GetStringAsync(new Uri(server.Address + "/health/ready"), TestContext.Current.CancellationToken);
        Assert.Equal(version.Trim(), JsonDocument.Parse(ready).RootElement.GetProperty("version").GetString());
        Assert.Equal("ok", JsonDocument.Parse(ready).RootElement.GetProperty("status").GetString());
        var candidate = await CandidatePage.OpenAsync(chromium, server.Address, played: true);
        try
        {
            await candidate.StartProctoredAsync();
            await candidate.ChooseAsync(1);
            await candidate.HandInAsync();
        }
        finally
        {
            await candidate.Page.Context.CloseAsync();
        }

        var (verified, output) = await server.RunVerbAsync("verify", "all");
        Assert.True(verified == 0, output);
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with code {process.ExitCode}.");
    }

    public void Dispose()
    {
        // The program folder is read-only.
        if (!OperatingSystem.IsWindows())
            Process.Start("chmod", ["-R", "u+w", folder]).WaitForExit();
        Directory.Delete(folder, recursive: true);
    }
}
