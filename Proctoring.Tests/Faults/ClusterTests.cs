using System.Globalization;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>Several servers monitor the sessions of one database. One of them stops, dies, freezes or is cut off from the others: its
/// sessions continue on another one, each exactly once, and nothing acknowledged is lost. Short in the test suite;
/// <c>scripts/cluster.sh</c> makes it long.</summary>
[Collection("one browser test at a time")]
public sealed class ClusterTests
{
    const int ShortRun = 1;

    /// <summary>A frozen server must be given up within ten seconds. A busy machine may take longer, but Orleans' own limits took 17 to 20
    /// on any.</summary>
    static readonly TimeSpan FrozenAtMost = TimeSpan.FromSeconds(15);

    static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);

    /// <summary>Zero for a run that only tries the failures.</summary>
    static TimeSpan Measured => TimeSpan.FromSeconds(Number("PROCTORING_CLUSTER_MEASURED", 60));

    static int Sessions => Number("PROCTORING_CLUSTER_SESSIONS", 2);

    [Fact]
    public async Task Sessions_of_a_server_that_fails_continue_on_another()
    {
        var run = FaultRun.FromEnvironment(ShortRun);
        var cuts = Number("PROCTORING_CLUSTER_PARTITION", 0) > 0;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var scene = await ClusterScene.StartAsync(
            database.Connection!,
            new ServerPlan(Number("PROCTORING_CLUSTER_SERVERS", 2), Sessions, cuts)
        );
        await scene.AllContinueAsync();
        if (run.Long && Measured > TimeSpan.Zero)
            run.Report(await MeasureAsync(scene, database.Connection!));

        // Each time the server that sessions moved to before.
        var victim = 0;
        for (var round = 1; round <= run.Rounds; round++)
        {
            await CheckAsync(scene, run, $"round {round}, stop", Next(), StopAsync);
            await CheckAsync(scene, run, $"round {round}, kill", Next(), KillAsync);
            await CheckAsync(scene, run, $"round {round}, freeze", Next(), FreezeAsync);
            if (cuts)
                await CheckAsync(scene, run, $"round {round}, partition", Next(), CutOffAsync);
        }

        Assert.Empty(scene.Check.Faults);
        Assert.True(scene.Ledger.CountOf(Acknowledged.Signal) > 0, "no signal was acknowledged");
        var accusations = await scene.FlagsAsync();
        run.Report($"flags of any session: {string.Join(", ", accusations)}");
        // A candidate whose server is gone is not to blame. Their script plays an empty room, and no microphone.
        Assert.DoesNotContain(accusations, type => type is "camera_lost" or "page_silent" or "network_lost");

        ServerProcess Next() => scene.Servers[victim++ % scene.Servers.Count];
    }

    /// <summary>Starts the server that ended before, harms one, and checks everything.</summary>
    static async Task CheckAsync(
        ClusterScene scene,
        FaultRun run,
        string when,
        ServerProcess server,
        Func<ClusterScene, ServerProcess, Task<TimeSpan>> harm
    )
    {
        foreach (var ended in scene.Servers.Where(one => !one.Running))
            await ended.StartAsync();
        var gap = await harm(scene, server);
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
    }

    /// <summary>Measures an undisturbed minute, once every model is warm.</summary>
    static async Task<string> MeasureAsync(ClusterScene scene, string connection)
    {
        // A candidate who does nothing: frames and the state of the page only.
        scene.SetActs(false);
        await Task.Delay(Warm);
        var before = await ClusterLoad.ReadAsync(scene.Servers, connection);
        await Task.Delay(Measured);
        var report = (await ClusterLoad.ReadAsync(scene.Servers, connection)).Since(before, Sessions);
        scene.SetActs(true);
        return report;
    }

    static async Task<TimeSpan> StopAsync(ClusterScene scene, ServerProcess server)
    {
        await server.StopAsync();
        Assert.Equal(0, server.ExitCode);
        return await scene.AllContinueAsync();
    }

    static async Task<TimeSpan> KillAsync(ClusterScene scene, ServerProcess server)
    {
        await server.KillAsync();
        return await scene.AllContinueAsync();
    }

    static async Task<TimeSpan> FreezeAsync(ClusterScene scene, ServerProcess server)
    {
        var gap = await scene.FreezeAsync(server);
        Assert.True(gap < FrozenAtMost, $"The sessions of a frozen server continued after {gap.TotalSeconds:0.0} s.");
        return gap;
    }

    static Task<TimeSpan> CutOffAsync(ClusterScene scene, ServerProcess server) => scene.CutOffAsync(server);

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
