using System.Globalization;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>Two servers monitor the sessions of one database. One of them stops, dies or freezes: its sessions continue on the other one,
/// each exactly once, and nothing acknowledged is lost. Short in the test suite; <c>scripts/cluster.sh</c> makes it long.</summary>
[Collection("one browser test at a time")]
public sealed class ClusterTests
{
    const int ShortRun = 1;

    const int ShortSessions = 2;

    static readonly TimeSpan FrozenFor = TimeSpan.FromSeconds(15);

    static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);

    static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sessions_of_a_server_that_stops_or_dies_or_freezes_continue_on_the_other()
    {
        var run = FaultRun.FromEnvironment(ShortRun);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var scene = await ClusterScene.StartAsync(database.Connection!, Sessions());
        await scene.AllContinueAsync();
        if (run.Long)
            run.Report(await MeasureAsync(scene, database.Connection!));

        // Each time the server that the sessions moved to before.
        var victim = 0;
        for (var round = 1; round <= run.Rounds; round++)
        {
            await CheckAsync(scene, run, $"round {round}, stop", scene.Servers[victim++ % 2], StopAsync);
            await CheckAsync(scene, run, $"round {round}, kill", scene.Servers[victim++ % 2], server => server.KillAsync());
            if (run.Long)
                await CheckAsync(scene, run, $"round {round}, freeze", scene.Servers[victim++ % 2], FreezeAsync);
        }

        Assert.Empty(scene.Check.Faults);
        Assert.True(scene.Ledger.CountOf(Acknowledged.Signal) > 0, "no signal was acknowledged");
        var accusations = await scene.FlagsAsync();
        run.Report($"flags of any session: {string.Join(", ", accusations)}");
        // A candidate whose server is gone is not to blame. Their script plays an empty room, and no microphone.
        Assert.DoesNotContain(accusations, type => type is "camera_lost" or "page_silent" or "network_lost");
    }

    static async Task CheckAsync(ClusterScene scene, FaultRun run, string when, ServerProcess server, Func<ServerProcess, Task> harm)
    {
        await harm(server);
        var gap = await scene.AllContinueAsync();
        await scene.CheckAsync(when);
        var holders = await scene.HoldersAsync();
        run.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{when}: longest time without an accepted frame {gap.TotalSeconds:0.0} s; {holders.Count} servers hold the sessions; "
                    + $"acknowledged: {scene.Ledger}; faults {scene.Check.Faults.Count}"
            )
        );
        foreach (var fault in scene.Check.Faults)
            run.Report(fault);
        if (server.Running)
            await server.KillAsync();
        if (run.Long || !when.EndsWith("kill", StringComparison.Ordinal))
            await server.StartAsync();
    }

    /// <summary>Measures an undisturbed minute, once every model is warm.</summary>
    static async Task<string> MeasureAsync(ClusterScene scene, string connection)
    {
        // A candidate who does nothing: frames and the state of the page only.
        scene.SetActs(false);
        await Task.Delay(Warm);
        var before = await ClusterLoad.ReadAsync(scene.Servers, connection);
        await Task.Delay(Measured);
        var report = (await ClusterLoad.ReadAsync(scene.Servers, connection)).Since(before, Sessions());
        scene.SetActs(true);
        return report;
    }

    static async Task StopAsync(ServerProcess server)
    {
        await server.StopAsync();
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>Freezes a server for longer than the other one waits, and wakes it. It notices that it was given up, and ends.</summary>
    static async Task FreezeAsync(ServerProcess server)
    {
        await server.SignalAsync("STOP");
        await Task.Delay(FrozenFor);
        await server.SignalAsync("CONT");
    }

    static int Sessions() =>
        int.TryParse(Environment.GetEnvironmentVariable("PROCTORING_CLUSTER_SESSIONS"), CultureInfo.InvariantCulture, out var number)
            ? number
            : ShortSessions;
}
