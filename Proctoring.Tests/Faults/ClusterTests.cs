using System.Globalization;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>Several servers monitor the sessions of one database. One of them stops, dies, freezes or is cut off from the others, or the
/// database restarts: the sessions continue, each exactly once, and nothing acknowledged is lost. Short in the test suite;
/// <c>scripts/cluster.sh</c> makes it long.</summary>
[Collection("one browser test at a time")]
public sealed class ClusterTests
{
    const int ShortRun = 1;

    /// <summary>The rounds between two checks of all chains, which take long. A broken chain stays broken.</summary>
    const int RoundsPerChainCheck = 10;

    /// <summary>A frozen server must be given up within ten seconds. A busy machine may take longer, but Orleans' own limits took 17 to 20
    /// on any.</summary>
    static readonly TimeSpan FrozenAtMost = TimeSpan.FromSeconds(15);

    static readonly TimeSpan Warm = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Sessions_of_a_server_that_fails_continue_on_another()
    {
        var run = FaultRun.FromEnvironment(ShortRun);
        var plan = ClusterPlan.FromEnvironment();
        await using var own = plan.Includes(ClusterPlan.Database) ? await PostgresCluster.StartNewAsync() : null;
        await using var shared = own is null ? await TestDatabase.CreateMigratedAsync(DatabaseKind.Postgres) : null;
        var connection = own?.Connection ?? shared!.Connection!;
        await using var scene = await ClusterScene.StartAsync(
            connection,
            new ServerPlan(plan.Servers, plan.Sessions, plan.Includes(ClusterPlan.Partition))
        );
        List<string> accusations = [];
        try
        {
            await scene.AllContinueAsync();
            if (run.Long && plan.Measured > TimeSpan.Zero)
                run.Report(await MeasureAsync(scene, connection, plan));
            await RunRoundsAsync(scene, own, run, plan, accusations);
        }
        finally
        {
            KeepLogs(scene, run);
        }

        Assert.Empty(scene.Check.Faults);
        Assert.True(scene.Ledger.CountOf(Acknowledged.Signal) > 0, "no signal was acknowledged");
        // Their script plays an empty room, and no microphone.
        run.Report($"flags of any session: {string.Join(", ", await scene.FlagsAsync())}");
        accusations.AddRange(await scene.NewAccusationsAsync());
        Assert.Empty(accusations);
    }

    static async Task RunRoundsAsync(
        ClusterScene scene,
        PostgresCluster? database,
        FaultRun run,
        ClusterPlan plan,
        List<string> accusations
    )
    {
        HarmTimes times = new();
        for (var round = 1; round <= run.Rounds; round++)
        {
            foreach (var harm in plan.Harms)
            {
                await scene.RestartAsync();
                var server = harm == ClusterPlan.Database ? null : scene.LastToOpen();
                var began = DateTime.UtcNow;
                scene.TakeReconnections();
                scene.ForgetGaps();
                var gap = await HarmAsync(scene, server, database, harm);
                var reconnections = scene.TakeReconnections();
                times.Add(harm, gap, reconnections);
                if (harm == ClusterPlan.Freeze && gap >= FrozenAtMost)
                    scene.Check.Faults.Add($"The sessions of a frozen server continued after {gap.TotalSeconds:0.0} s.");
                var takeover = Takeover.Read(scene.Servers.SelectMany(one => one.Log), began);
                var last = harm == plan.Harms[^1] && (round == run.Rounds || round % RoundsPerChainCheck == 0);
                // The next failure needs the server again, whose start takes longer than the check.
                var restart = scene.RestartAsync();
                await scene.CheckAsync($"round {round}, {harm}", chains: last);
                await restart;
                var holders = await scene.HoldersAsync();
                run.Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round}, {harm} at {began:HH:mm:ss.f}: longest time without an accepted frame {gap.TotalSeconds:0.0} s; "
                            + $"{takeover}; {HarmTimes.Describe(reconnections)}; {holders.Count} servers hold the sessions; "
                            + $"{(DateTime.UtcNow - began).TotalSeconds:0} s with the restart and the checks; "
                            + $"acknowledged: {scene.Ledger}; "
                            + $"frames held back by an earlier connection: {scene.Ledger.HeldBack}; "
                            + $"faults {scene.Check.Faults.Count}"
                    )
                );
                foreach (var accusation in await scene.NewAccusationsAsync())
                {
                    accusations.Add($"round {round}, {harm}: {accusation}");
                    run.Report(accusations[^1]);
                }

                // A run that is ended leaves the logs of its failures too, also those of servers that were killed.
                KeepLogs(scene, run);
            }

            run.Keep("times", [.. times.Lines(), .. scene.Check.Faults]);
        }
    }

    /// <summary>Keeps what each server wrote in all its runs.</summary>
    static void KeepLogs(ClusterScene scene, FaultRun run)
    {
        for (var number = 0; number < scene.Servers.Count; number++)
            run.Keep($"server-{number}.log", scene.Servers[number].Log);
    }

    /// <summary>Lets something fail, and waits until all sessions continue.</summary>
    /// <returns>The longest time between two accepted frames of one candidate.</returns>
    static async Task<TimeSpan> HarmAsync(ClusterScene scene, ServerProcess? server, PostgresCluster? database, string harm)
    {
        switch (harm)
        {
            case ClusterPlan.Stop:
                await server!.StopAsync();
                Assert.Equal(0, server.ExitCode);
                return await scene.AllContinueAsync();
            case ClusterPlan.Kill:
                await server!.KillAsync();
                return await scene.AllContinueAsync();
            case ClusterPlan.Freeze:
                return await scene.FreezeAsync(server!);
            case ClusterPlan.Partition:
                return await scene.CutOffAsync(server!);
            case ClusterPlan.Database:
                await database!.StopAsync();
                await database.StartAsync();
                return await scene.AllContinueAsync();
            default:
                throw new InvalidOperationException($"PROCTORING_CLUSTER_HARMS: \"{harm}\" is not a failure.");
        }
    }

    /// <summary>Measures the undisturbed servers, once every model is warm.</summary>
    static async Task<string> MeasureAsync(ClusterScene scene, string connection, ClusterPlan plan)
    {
        // A candidate who does nothing: frames and the state of the page only.
        scene.SetActs(false);
        await Task.Delay(Warm);
        var before = await ClusterLoad.ReadAsync(scene.Servers, connection);
        await Task.Delay(plan.Measured);
        var report = (await ClusterLoad.ReadAsync(scene.Servers, connection)).Since(before, plan.Sessions);
        scene.SetActs(true);
        return report;
    }
}
