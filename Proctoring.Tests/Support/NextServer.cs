using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>A Next.js app with the code of our documents, which runs as its developers run it: with StrictMode.</summary>
internal sealed class NextServer : IAsyncDisposable
{
    static readonly string Source = Path.Combine(TestFolders.Root, "Proctoring.Tests", "EndToEnd", "NextApp");

    /// <summary>Its packages stay for the next run, until other versions are pinned.</summary>
    static readonly string Folder = Path.Combine(TestFolders.Root, "TestResults", "next-app");

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly string[] Unreachable =
    [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ETIMEDOUT",
        "ENETUNREACH",
        "network",
    ];

    readonly ConcurrentQueue<string> log = new();
    readonly Process process;

    NextServer(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything that the app wrote to its log.</summary>
    public string Log => string.Join('\n', log);

    /// <summary>Writes the app, installs its packages and starts it. Skips the test if the npm registry cannot be reached.</summary>
    /// <param name="port">The port on which it listens.</param>
    /// <param name="settings">Its environment variables.</param>
    public static async Task<NextServer> StartAsync(int port, IReadOnlyDictionary<string, string> settings)
    {
        Write();
        await InstallAsync();
        var server = new NextServer(
            Process.Start(
                Command(["node", Path.Combine(Folder, "node_modules", "next", "dist", "bin", "next"), "dev", "-p", $"{port}"], settings)
            )!
        );
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(client))
        {
            if (server.process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"Next.js did not start:\n{server.Log}");
            await Task.Delay(100);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
            log.Enqueue(text);
    }

    static readonly string[] Written = ["app", "lib", "stand-ins", ".next"];

    static void Write()
    {
        // Removed files must not stay, and a build of an earlier version must not be used.
        foreach (var name in Written.Select(name => Path.Combine(Folder, name)))
        {
            if (Directory.Exists(name))
                Directory.Delete(name, recursive: true);
        }

        foreach (var file in Directory.GetFiles(Source, "*", SearchOption.AllDirectories))
            Put(Path.GetRelativePath(Source, file), File.ReadAllText(file));
        foreach (var document in new[] { "docs/embedding.md", "docs/moving-jobgenie.md" })
        {
            foreach (var (name, code) in DocumentedCode.FilesOf(document))
                Put(name, code);
        }

        // The documented settings, and those that only this folder needs.
        var config = DocumentedCode.FilesOf("docs/moving-jobgenie.md")["next.config.mjs"];
        var own = config.Replace("export default {", "export default { ...base,", StringComparison.Ordinal);
        Put("next.config.mjs", $"import {{ base }} from './base.config.mjs';\n{own}");
        Put("app/moved/page.jsx", MovedPage());
        foreach (var file in Directory.GetFiles(Path.Combine(TestFolders.Root, "wwwroot", "sdk"), "*.js"))
            Put(Path.Combine("lib", "sdk", Path.GetFileName(file)), File.ReadAllText(file));
        // The npm package without its archive.
        Put("lib/react.js", File.ReadAllText(Path.Combine(TestFolders.Root, "packages", "npm", "react.js")));
    }

    /// <summary>A page with the documented code of JobGenie's page, whose parts stand where the page would have them.</summary>
    static string MovedPage()
    {
        var lines = DocumentedCode.With("docs/moving-jobgenie.md", "was '@/lib/proctoring-service'").Split('\n');
        var end = Array.FindIndex(lines, line => line.StartsWith("// …", StringComparison.Ordinal));
        return File.ReadAllText(Path.Combine(Source, "moved.template.jsx"))
            .Replace("/* imports */", string.Join('\n', lines.Where(IsImport)), StringComparison.Ordinal)
            .Replace("/* before */", string.Join('\n', lines[..end].Where(line => !IsImport(line))), StringComparison.Ordinal)
            .Replace("/* after */", string.Join('\n', lines[end..]), StringComparison.Ordinal);

        static bool IsImport(string line) => line.StartsWith("import ", StringComparison.Ordinal);
    }

    static void Put(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    static async Task InstallAsync()
    {
        var (pinned, installed) = (Path.Combine(Source, "package-lock.json"), Path.Combine(Folder, "node_modules", ".pinned.json"));
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == await File.ReadAllTextAsync(pinned))
            return;
        using var npm = Process.Start(Command(["npm", "ci", "--no-audit", "--no-fund"], new Dictionary<string, string>()))!;
        var (said, complained) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        var output = $"{await said}\n{await complained}";
        Assert.SkipWhen(
            npm.ExitCode != 0 && Unreachable.Any(sign => output.Contains(sign, StringComparison.Ordinal)),
            $"The npm registry cannot be reached: {output}"
        );
        Assert.True(npm.ExitCode == 0, output);
        File.Copy(pinned, installed, overwrite: true);
    }

    static ProcessStartInfo Command(string[] command, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["NEXT_TELEMETRY_DISABLED"] = "1";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("results");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
