using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>A separate PostgreSQL server with the settings of a real one (fsync on), which a test may stop and kill.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-postgres-").FullName;
    readonly string programs;
    readonly int port = ServerProcess.FreePort();

    PostgresCluster(string programs) => this.programs = programs;

    string Data => Path.Combine(folder, "data");

    public string Connection =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "proctoring",
            Database = "postgres",
        }.ConnectionString;

    /// <summary>Creates and starts the server; skips visibly if PostgreSQL's programs are not installed.</summary>
    public static async Task<PostgresCluster> StartNewAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Order()
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        if (programs is null)
            Assert.Skip("PostgreSQL's programs are not installed; ./test.sh installs them.");
        var cluster = new PostgresCluster(programs!);
        await cluster.CreateAsync();
        await cluster.StartAsync();
        return cluster;
    }

    public Task StartAsync() =>
        RunAsync(
            "pg_ctl",
            "-D",
            Data,
            "-l",
            Path.Combine(folder, "data", "log"),
            "-w",
            "-t",
            "120",
            "-o",
            $"-p {port} -k {Data} -c listen_addresses=127.0.0.1 -c max_connections=400",
            "start"
        );

    /// <summary>Stops it as an administrator does.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");

    /// <summary>Ends the postmaster with SIGKILL; its children notice and end too.</summary>
    public async Task KillAsync()
    {
        var id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(id);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Starts it again after a kill. It refuses as long as a child of the killed one lives.</summary>
    public async Task StartAfterKillAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (tries < 20)
            {
                await Task.Delay(500);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        }
        catch (InvalidOperationException)
        {
            // It does not run.
        }

        Directory.Delete(folder, recursive: true);
    }

    async Task CreateAsync()
    {
        // PostgreSQL refuses to run as root.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Data);
        if (Environment.UserName == "root")
            await ExecuteAsync("chown", ["postgres", Data]);
        await RunAsync("initdb", "-D", Data, "-A", "trust", "-U", "proctoring");
    }

    Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        return Environment.UserName == "root"
            ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : ExecuteAsync(path, arguments);
    }

    static async Task ExecuteAsync(string program, string[] arguments)
    {
        // The started server inherits its output, so it must not be a pipe that a reader waits for.
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
            {
                WorkingDirectory = "/",
            }
        )!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with code {process.ExitCode}."
            );
    }
}
