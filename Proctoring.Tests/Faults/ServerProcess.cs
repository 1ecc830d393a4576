using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>The built server as a separate process, so that it can be killed. Its port and data survive that.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a start may take on a busy machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly Dictionary<string, string> settings;
    readonly string[]? command;
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly ConcurrentQueue<string> output = new();
    readonly ConcurrentQueue<string> log = new();
    Process? process;

    /// <param name="data">The data folder.</param>
    /// <param name="port">The port.</param>
    /// <param name="settings">Settings beside the ones of all fault tests.</param>
    /// <param name="command">The command that runs the server; null for <see cref="Program"/>. It then finds its own models.</param>
    public ServerProcess(string data, int port, IEnumerable<(string Key, string Value)> settings, string[]? command = null)
    {
        Data = data;
        this.command = command;
        Address = $"http://localhost:{port}";
        this.settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
    }

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>Everything that the server wrote since its last start.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Everything that the server wrote in all its runs, each line with its time, UTC.</summary>
    public IReadOnlyCollection<string> Log => log;

    /// <summary>The id of the process.</summary>
    public int Id => process!.Id;

    public bool Running => process is { HasExited: false };

    public int ExitCode => process!.ExitCode;

    /// <summary>The processor time since the start.</summary>
    public TimeSpan ProcessorTime => process!.TotalProcessorTime;

    /// <summary>The resident memory, bytes.</summary>
    public long Memory
    {
        get
        {
            process!.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The program: PROCTORING_FAULTS_SERVER, else the one that was built with these tests.</summary>
    public static string Program =>
        Environment.GetEnvironmentVariable("PROCTORING_FAULTS_SERVER") is { Length: > 0 } given
            ? given
            : Path.Combine(
                TestFolders.Root,
                "Proctoring.Web",
                Path.GetRelativePath(Path.Combine(TestFolders.Root, "Proctoring.Tests"), AppContext.BaseDirectory),
                "Proctoring.Web.dll"
            );

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the process and does not wait until it answers.</summary>
    public void Launch(params string[] arguments)
    {
        output.Clear();
        string[] line = [.. command ?? ["dotnet", Program], .. arguments.Length > 0 ? arguments : ["--urls", Address]];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestFolders.Root,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        // Libraries behave differently on a build server.
        start.Environment.Remove("CI");
        start.Environment["Proctoring__DataPath"] = Data;
        if (command is null)
            start.Environment["Proctoring__ModelsPath"] = TestFolders.Models;
        start.Environment["Proctoring__SeedDemoExam"] = "false";
        start.Environment["Proctoring__Health__MinimumFreeMegabytes"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        process?.Dispose();
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the process and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync("/health/live"))
        {
            if (!Running)
                throw new InvalidOperationException($"The server ended with code {ExitCode}:\n{Output}");
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"The server does not answer:\n{Output}");
            await Task.Delay(50);
        }
    }

    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await http.GetAsync(Address + path);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends the process with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Ends the process with SIGTERM, as a service manager does.</summary>
    public async Task StopAsync()
    {
        if (!Running)
            return;
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(provider: null)]);
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    /// <summary>Sends a signal by its name, such as STOP.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process!.Id.ToString(provider: null)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until the process ends by itself; the result is its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process!.WaitForExitAsync(patience.Token);
        return ExitCode;
    }

    /// <summary>Runs a verb on the same data.</summary>
    public async Task<(int ExitCode, string Output)> RunVerbAsync(params string[] arguments)
    {
        await using var verb = new ServerProcess(Data, 0, settings.Select(setting => (setting.Key, setting.Value)), command);
        verb.Launch(arguments);
        var code = await verb.EndAsync();
        return (code, verb.Output);
    }

    public async ValueTask DisposeAsync()
    {
        if (Running)
            await KillAsync();
        process?.Dispose();
        http.Dispose();
    }

    void Keep(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        log.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {line}");
    }
}
