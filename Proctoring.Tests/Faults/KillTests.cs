using System.Diagnostics;
using System.Globalization;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>
/// Kills a running server, or its database, at random moments of an exam. Nothing acknowledged is lost or stored twice, and the records are
/// intact after every kill. Short in the test suite; <c>scripts/kill.sh</c> makes it long.
/// </summary>
public sealed class KillTests(Chromium chromium)
{
    const int ShortRun = 2;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_on_sqlite()
    {
        await using var exam = await ScriptedExam.PrepareAsync(chromium, null);
        await RunAsync(exam, "server on SQLite", exam.KillServerAsync);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_on_postgres()
    {
        await using var cluster = await PostgresCluster.StartNewAsync();
        await using var exam = await ScriptedExam.PrepareAsync(chromium, cluster.Connection);
        await RunAsync(exam, "server on PostgreSQL", exam.KillServerAsync);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_postgres_is_killed()
    {
        await using var cluster = await PostgresCluster.StartNewAsync();
        await using var exam = await ScriptedExam.PrepareAsync(chromium, cluster.Connection);
        await RunAsync(exam, "PostgreSQL itself", (when, random) => exam.KillDatabaseAsync(cluster, when, random));
    }

    static async Task RunAsync(ScriptedExam exam, string name, Func<string, Random, Task> kill)
    {
        var run = FaultRun.FromEnvironment(ShortRun);
        var random = new Random(run.Seed);
        var began = Stopwatch.GetTimestamp();
        string Summary(int rounds) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {rounds} kills in {Stopwatch.GetElapsedTime(began).TotalMinutes:0} min, seed {run.Seed}, load {Load()}; "
                    + $"acknowledged: {exam.Ledger}; "
                    + $"lost {exam.Check.Lost}, duplicated {exam.Check.Doubled}, chains broken {exam.Check.Broken}, other faults "
                    + $"{exam.Check.Faults.Count - exam.Check.Lost - exam.Check.Doubled - exam.Check.Broken}; "
                    + $"{exam.KilledStarts} kills during the start"
            );
        for (var round = 1; round <= run.Rounds; round++)
        {
            var faults = exam.Check.Faults.Count;
            await kill($"round {round}", random);
            if (exam.Check.Faults.Count > faults)
                run.Keep(exam.Data, $"{name}-{round}");
            foreach (var fault in exam.Check.Faults.Skip(faults))
                run.Report(fault);
            if (round % 5 == 0 && round < run.Rounds)
                run.Report(Summary(round));
        }

        await exam.FinishAsync(random);
        run.Report(Summary(run.Rounds));
        Assert.Empty(exam.Check.Faults);
        Assert.All(Enum.GetValues<Acknowledged>(), kind => Assert.True(exam.Ledger.CountOf(kind) > 0, $"no {kind} was acknowledged"));
    }

    static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
}
