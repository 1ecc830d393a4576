using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>Two server processes on one PostgreSQL database, with candidates on their hubs.</summary>
internal sealed class ClusterScene : IAsyncDisposable
{
    /// <summary>How long to wait for something on a busy machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A session that is monitored stores its progress at least this often; twice that is a busy machine.</summary>
    static readonly TimeSpan Progress = TimeSpan.FromSeconds(12);

    readonly string folder;
    readonly (string Key, string Value)[] settings;
    readonly List<HubCandidate> candidates;
    readonly List<Guid> sessions;
    readonly RecordReader records;
    readonly LoadBalancer? balancer;
    readonly CancellationTokenSource stop = new();
    List<Task> working = [];

    ClusterScene(string folder, (string Key, string Value)[] settings, IReadOnlyList<SessionAccess> accesses)
    {
        (this.folder, this.settings, sessions) = (folder, settings, [.. accesses.Select(access => access.SessionId)]);
        Servers =
        [
            .. Enumerable
                .Range(1, 2)
                .Select(number => new ServerProcess(
                    Path.Combine(folder, $"data-{number}"),
                    ServerProcess.FreePort(),
                    [.. settings, ("Proctoring:Cluster:Address", $"127.0.0.1:{ServerProcess.FreePort()}")]
                )),
        ];
        if (LoadBalancer.Wanted)
            balancer = LoadBalancer.Start(Servers);
        // Without one, half of them begin at each server.
        candidates =
        [
            .. accesses.Select(
                (access, index) =>
                    new HubCandidate(
                        balancer is not null ? [balancer.Address]
                            : index % 2 == 0 ? [Servers[0].Address, Servers[1].Address]
                            : [Servers[1].Address, Servers[0].Address],
                        access,
                        Ledger
                    )
            ),
        ];
        Check = new RecordCheck(Ledger, Guid.Empty);
        records = new RecordReader(Path.Combine(folder, "data"), settings);
    }

    public IReadOnlyList<ServerProcess> Servers { get; }

    public Ledger Ledger { get; } = new();

    public RecordCheck Check { get; }

    /// <summary>Opens the sessions with a server in this process, stops it and starts the two servers.</summary>
    public static async Task<ClusterScene> StartAsync(string connection, int sessions)
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-cluster-").FullName;
        (string Key, string Value)[] settings =
        [
            ("ConnectionStrings:Proctoring", connection),
            ("Proctoring:Storage:Evidence", "Database"),
            ("Proctoring:Storage:Keys", "Database"),
            ("Proctoring:Cluster:DrainAfter", "00:00:01"),
        ];
        List<SessionAccess> accesses = [];
        await using (
            var app = AppServer.Start([
                .. settings,
                ("Proctoring:DataPath", Path.Combine(folder, "data")),
                ("Proctoring:SeedDemoExam", "false"),
            ])
        )
        {
            await LongExam.AddAsync(app);
            for (var number = 0; number < sessions; number++)
                accesses.Add(await LongExam.StartAsync(app, $"candidate-{number}"));
        }

        var scene = new ClusterScene(folder, settings, accesses);
        await Task.WhenAll(scene.Servers.Select(server => server.StartAsync()));
        scene.working = scene.candidates.ConvertAll(candidate => Task.Run(() => candidate.RunAsync(scene.stop.Token)));
        return scene;
    }

    /// <summary>Waits until each candidate's frames have been accepted again, and returns the longest time between two accepted frames of
    /// one candidate since the last call.</summary>
    public async Task<TimeSpan> AllContinueAsync()
    {
        var before = candidates.ConvertAll(candidate => candidate.AcceptedFrames);
        await WaitAsync(
            () => Task.FromResult(candidates.Zip(before).All(pair => pair.First.AcceptedFrames >= pair.Second + 4)),
            "the frames of all candidates are accepted"
        );
        return candidates.Max(candidate => candidate.TakeLongestGap());
    }

    /// <summary>Waits until everything that the candidates sent is confirmed, and checks that nothing acknowledged is lost, that all
    /// records are intact, and that each session is monitored.</summary>
    public async Task CheckAsync(string when)
    {
        SetActs(false);
        await WaitAsync(() => Task.FromResult(candidates.All(candidate => candidate.Waiting <= 1)), "all page signals are confirmed");
        Ledger.FramesUnderWay += 4 * candidates.Count;
        await WaitAsync(AllRunAsync, "all sessions store their progress");
        await Check.RunAsync(records, when);
        SetActs(true);
    }

    /// <summary>Lets the candidates act or only show themselves.</summary>
    public void SetActs(bool acts) => candidates.ForEach(candidate => candidate.Acts = acts);

    /// <summary>The types of flags of all sessions, except the ones that the candidates' own acts cause.</summary>
    public async Task<IReadOnlyList<string>> FlagsAsync()
    {
        await using var database = await records.OpenAsync();
        return await database.Violations.Where(row => row.Type != "copy_attempt").Select(row => row.Type).Distinct().ToListAsync();
    }

    /// <summary>The servers that monitor sessions, and the number of sessions of each.</summary>
    public async Task<IReadOnlyDictionary<string, int>> HoldersAsync()
    {
        await using var database = await records.OpenAsync();
        return await database
            .Sessions.Where(session => sessions.Contains(session.Id))
            .GroupBy(session => session.Holder!)
            .ToDictionaryAsync(group => group.Key, group => group.Count());
    }

    async Task<bool> AllRunAsync()
    {
        await using var database = await records.OpenAsync();
        var since = DateTime.UtcNow - Progress;
        return await database.Sessions.CountAsync(session => sessions.Contains(session.Id) && session.LastWatchedAt > since)
            == sessions.Count;
    }

    async Task WaitAsync(Func<Task<bool>> condition, string expected)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException(
                    $"Expected: {expected}. The servers say:\n{string.Join("\n----\n", Servers.Select(server => server.Output))}"
                );
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(working);
        foreach (var server in Servers)
        {
            if (server.Running)
                await server.SignalAsync("CONT");
            await server.DisposeAsync();
        }

        balancer?.Dispose();
        await records.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
