using System.Diagnostics;
using System.Globalization;
using Proctoring.Core.Observations;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>Removes a resource that a running server needs, restores it, and compares the results with the expectations. Short in the test
/// suite; <c>scripts/faults.sh</c> prints each step and waits longer.</summary>
public sealed class FaultTests : IDisposable
{
    static readonly string[] Accusations = ["network_lost", "camera_lost", "page_silent", "not_watched", "camera_frozen"];

    static readonly Acknowledged[] Work = [Acknowledged.Event, Acknowledged.Picture, Acknowledged.Frame, Acknowledged.Signal];

    readonly FaultRun run = FaultRun.FromEnvironment(0);
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-fault-").FullName;
    string? mounted;

    [Fact]
    public async Task A_full_disk_is_answered_with_503_and_the_exam_continues_when_there_is_room()
    {
        run.ReportStep("Disk full and freed again (tmpfs of 32 MB)");
        Mount("size=32m");
        await using var scene = await FaultScene.PrepareAsync(
            Path.Combine(folder, "data"),
            ("Proctoring:Health:MinimumFreeMegabytes", "4")
        );
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("events, pictures, frames and signals are acknowledged", Work);

        var filler = Path.Combine(folder, "filler");
        var refused = scene.Refused;
        Fill(filler);
        await scene.ExpectSoonAsync("calls are answered with 503 and Retry-After", () => scene.Refused > refused + 2);
        await scene.ExpectSoonAsync("/health/ready answers 503", async () => await scene.StatusAsync("/health/ready") == 503);
        scene.Expect("/health/live answers 200", await scene.StatusAsync("/health/live") == 200);
        await scene.ExpectMoreAsync("frames are still analysed", Acknowledged.Frame);

        File.Delete(filler);
        await scene.ExpectMoreAsync("with room again everything is acknowledged, without a restart", Work);
        await scene.ExpectSoonAsync("/health/ready answers 200", async () => await scene.StatusAsync("/health/ready") == 200);
        await scene.ExpectNothingLostAsync();
        await ExpectNoAccusationAsync(scene);
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    [Fact]
    public async Task A_read_only_data_folder_stops_the_start_with_a_sentence()
    {
        run.ReportStep("Read-only data folder");
        Mount("size=64m");
        await using var scene = await FaultScene.PrepareAsync(Path.Combine(folder, "data"));
        Execute("mount", "-o", "remount,ro", folder);
        scene.Server.Launch();
        var code = await scene.Server.EndAsync();
        scene.Expect("the server ends with code 1", code == 1, $"code {code}");
        scene.Expect("it names the data folder and the reason", Says(scene, "data folder") && Says(scene, "ead-only"), LastLine(scene));

        Execute("mount", "-o", "remount,rw", folder);
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("writable again, the exam continues", Work);
        await scene.ExpectNothingLostAsync();
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    [Fact]
    public async Task Models_that_are_removed_stop_proctoring_at_the_next_start_only()
    {
        run.ReportStep("Models removed");
        var (models, away) = (Path.Combine(folder, "models"), Path.Combine(folder, "models-away"));
        Directory.CreateSymbolicLink(away, TestFolders.Models);
        Directory.CreateSymbolicLink(models, TestFolders.Models);
        var home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        await using var scene = await FaultScene.PrepareAsync(
            Path.Combine(folder, "data"),
            ("Proctoring:ModelsPath", models),
            ("HOME", home),
            ("XDG_CACHE_HOME", home)
        );
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("events, frames and signals are acknowledged", Work);
        // ONNX Runtime's telemetry would store an id of the machine and a queue of events here.
        scene.Expect("no library leaves a file in the home folder", !Directory.EnumerateFileSystemEntries(home).Any());
        Directory.Delete(models);
        await scene.ExpectMoreAsync("removed while the server runs, nothing changes", Work);
        await scene.EndWorkAsync();
        await scene.Server.StopAsync();

        await scene.Server.StartAsync();
        scene.Expect("/health/ready answers 503 without models", await scene.StatusAsync("/health/ready") == 503);
        scene.Expect("the server says that proctoring is not available", Says(scene, "Proctoring is not available"));
        scene.BeginWork();
        await scene.ExpectMoreAsync("events and signals are still acknowledged", Acknowledged.Event, Acknowledged.Signal);
        await scene.ExpectSoonAsync("the gap is on the candidate's record", () => scene.HasGapAsync(GapCause.ModelsUnavailable));

        Directory.CreateSymbolicLink(models, TestFolders.Models);
        await scene.ExpectSoonAsync(
            "with the models back, /health/ready answers 200 without a restart",
            async () => await scene.StatusAsync("/health/ready") == 200
        );
        await scene.ExpectNothingLostAsync();
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    [Fact]
    public async Task Lost_keys_stop_the_start_and_are_named()
    {
        run.ReportStep("Keys lost");
        var data = Path.Combine(folder, "data");
        await using var scene = await FaultScene.PrepareAsync(data);
        var (keys, away) = (Path.Combine(data, "keys"), Path.Combine(folder, "keys-away"));
        Directory.Move(keys, away);
        scene.Server.Launch();
        var code = await scene.Server.EndAsync();
        scene.Expect("the server ends with code 1", code == 1, $"code {code}");
        scene.Expect("it names the folder to restore", Says(scene, keys), LastLine(scene));
        var (verified, output) = await scene.Server.RunVerbAsync("verify", "all");
        scene.Expect("verify ends with code 1", verified == 1, output);
        scene.Expect("no new keys were created", !Directory.Exists(keys) || !Directory.EnumerateFiles(keys).Any());

        if (Directory.Exists(keys))
            Directory.Delete(keys, recursive: true);
        Directory.Move(away, keys);
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("with the keys back, the exam continues", Work);
        await scene.ExpectNothingLostAsync();
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    [Fact]
    public async Task An_unavailable_database_is_answered_with_503_and_accuses_no_one()
    {
        var away = TimeSpan.FromSeconds(run.Long ? 60 : 12);
        run.ReportStep(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL away for {away.TotalSeconds:0} s"));
        await using var cluster = await PostgresCluster.StartNewAsync();
        await using var scene = await FaultScene.PrepareAsync(
            Path.Combine(folder, "data"),
            ("ConnectionStrings:Proctoring", cluster.Connection)
        );
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("events, pictures, frames and signals are acknowledged", Work);
        var refused = scene.Refused;
        await cluster.StopAsync();
        var began = Stopwatch.GetTimestamp();
        await scene.ExpectSoonAsync("calls are answered with 503 and Retry-After", () => scene.Refused > refused + 2);
        scene.Expect("/health/live answers 200", await scene.StatusAsync("/health/live") == 200);
        await scene.ExpectSoonAsync("/health/ready answers 503", async () => await scene.StatusAsync("/health/ready") == 503);
        await scene.ExpectMoreAsync("frames are still analysed", Acknowledged.Frame);
        var rest = away - Stopwatch.GetElapsedTime(began);
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest);

        await cluster.StartAsync();
        await scene.ExpectMoreAsync("with the database back everything is acknowledged, without a restart", Work);
        await scene.ExpectSoonAsync("/health/ready answers 200", async () => await scene.StatusAsync("/health/ready") == 200);
        await scene.ExpectNothingLostAsync();
        await ExpectNoAccusationAsync(scene);
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(86_400)]
    [InlineData(-86_400)]
    public async Task A_step_of_the_system_clock_ends_no_exam_and_accuses_no_one(int seconds)
    {
        // One direction is enough for the suite: the rest is tested with a simulated clock (SensorGapTests).
        Assert.SkipUnless(run.Long || seconds == -3600, "scripts/faults.sh tries all four steps.");
        run.ReportStep(string.Create(CultureInfo.InvariantCulture, $"System clock changed by {seconds} s"));
        var step = Path.Combine(folder, "step");
        await File.WriteAllTextAsync(step, "+0");
        await using var scene = await FaultScene.PrepareAsync(
            Path.Combine(folder, "data"),
            ("LD_PRELOAD", FakeTime()),
            ("FAKETIME_TIMESTAMP_FILE", step),
            // Without a cache, each look at the clock reads the file.
            ("FAKETIME_CACHE_DURATION", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        );
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("events, frames and signals are acknowledged", Work);

        await File.WriteAllTextAsync(step, seconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        await scene.ExpectMoreAsync("after the step everything continues", Work);
        await scene.ExpectSoonAsync("the step is a gap on the candidate's record", () => scene.HasGapAsync(GapCause.ClockStep));
        await scene.ExpectMoreAsync("and continues", Work);
        await ExpectNoAccusationAsync(scene);
        await scene.ExpectNothingLostAsync();
        Assert.True(scene.Differences.Count == 0, string.Join(Environment.NewLine, scene.Differences));
    }

    public void Dispose()
    {
        if (mounted is not null)
            Execute("umount", "-l", mounted);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    static bool Says(FaultScene scene, string text) => scene.Server.Output.Contains(text, StringComparison.Ordinal);

    static string LastLine(FaultScene scene) => scene.Server.Output.Split('\n')[^1];

    static async Task ExpectNoAccusationAsync(FaultScene scene)
    {
        var accused = (await scene.FlagsAsync()).Where(flag => Accusations.Contains(flag.Type)).ToList();
        scene.Expect("the candidate is accused of nothing", accused.Count == 0, string.Join("; ", accused));
    }

    /// <summary>Writes until the disk is full.</summary>
    static void Fill(string path)
    {
        using var file = File.OpenWrite(path);
        var block = new byte[64 * 1024];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    static readonly string[] FakeTimeLibraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    ];

    static string FakeTime()
    {
        var library = FakeTimeLibraries.FirstOrDefault(File.Exists);
        Assert.SkipWhen(library is null, "libfaketime is not installed; ./test.sh installs it.");
        return library!;
    }

    /// <summary>Mounts a small file system as the test's folder; skips visibly if this process may not.</summary>
    void Mount(string options)
    {
        try
        {
            Execute("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder);
            mounted = folder;
        }
        catch (InvalidOperationException cause)
        {
            Assert.Skip($"This user may not mount a file system: {cause.Message}");
        }
    }

    static void Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
