using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Proctoring.Tests.Faults;

/// <summary>Server processes on one PostgreSQL database, with candidates on their hubs.</summary>
internal sealed class ClusterScene : IAsyncDisposable
{
    /// <summary>How long to wait for something on a busy machine.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A session that is monitored stores its progress at least this often; twice that is a busy machine.</summary>
    static readonly TimeSpan Progress = TimeSpan.FromSeconds(12);

    /// <summary>A second: a candidate that acts more often makes the check of the records long, and not the failure.</summary>
    const int BeatsPerAct = 4;

    /// <summary>The answer to one frame may have been under way already when its server failed.</summary>
    const int FramesToContinue = 2;

    /// <summary>A candidate whose server is gone is not to blame for these.</summary>
    static readonly string[] Accusations = ["camera_lost", "page_silent", "network_lost"];

    readonly ServerSet set;
    readonly List<HubCandidate> candidates;
    readonly List<Guid> sessions;
    readonly HashSet<Guid> accused;
    readonly LoadBalancer? balancer;
    readonly CancellationTokenSource stop = new();
    readonly List<Task> working;

    ClusterScene(ServerSet set, IEnumerable<Guid> earlierFlags)
    {
        accused = [.. earlierFlags];
        (this.set, sessions) = (set, [.. set.Sessions.Select(access => access.SessionId)]);
        if (LoadBalancer.Wanted)
            balancer = LoadBalancer.Start(Servers);
        candidates =
        [
            .. set.Sessions.Select(
                (access, index) => new HubCandidate(balancer is null ? From(index) : [balancer.Address], access, Ledger)
                {
                    BeatsPerAct = BeatsPerAct,
                }
            ),
        ];
        Check = new RecordCheck(Ledger, Guid.Empty);
        working = candidates.ConvertAll(candidate => Task.Run(() => candidate.RunAsync(stop.Token)));
    }

    public IReadOnlyList<ServerProcess> Servers => set.Servers;

    public Ledger Ledger { get; } = new();

    public RecordCheck Check { get; }

    /// <summary>The server that opened a session last. It has sessions: the failure of one without any moves nothing, and a frozen one is
    /// not even missed.</summary>
    public ServerProcess LastToOpen() =>
        Servers.MaxBy(server => server.Log.LastOrDefault(line => line.Contains(" runs on this server ", StringComparison.Ordinal)) ?? "")!;

    /// <summary>Starts the servers and lets the candidates work.</summary>
    public static async Task<ClusterScene> StartAsync(string connection, ServerPlan plan)
    {
        var set = await ServerSet.StartAsync(connection, plan);
        await using var database = await set.Records.OpenAsync();
        // The sessions run while their candidates are not connected yet, and that is flagged.
        var earlier = await database.Violations.Select(row => row.Id).ToListAsync();
        return new ClusterScene(set, earlier);
    }

    /// <summary>Freezes a server until the other ones have its sessions, and wakes it. It notices that it was given up, and ends.</summary>
    /// <returns>The longest time between two accepted frames of one candidate.</returns>
    public async Task<TimeSpan> FreezeAsync(ServerProcess server)
    {
        await server.SignalAsync("STOP");
        var gap = await AllContinueAsync();
        await server.SignalAsync("CONT");
        await WaitAsync(() => Task.FromResult(!server.Running), "the frozen server ends");
        return gap;
    }

    /// <summary>Cuts a server off from the others until a server notices that it was given up, and ends. Of two servers, each gives the
    /// other one up, and the table decides.</summary>
    /// <returns>The longest time between two accepted frames of one candidate.</returns>
    public async Task<TimeSpan> CutOffAsync(ServerProcess server)
    {
        set.Network!.CutOff(Servers.ToList().IndexOf(server));
        await WaitAsync(() => Task.FromResult(Servers.Any(one => !one.Running)), "a server that is cut off ends");
        var gap = await AllContinueAsync();
        set.Network.Heal();
        return gap;
    }

    /// <summary>Waits until each candidate's frames have been accepted again, and returns the longest time between two accepted frames of
    /// one candidate since the last call.</summary>
    public async Task<TimeSpan> AllContinueAsync()
    {
        var before = candidates.ConvertAll(candidate => candidate.AcceptedFrames);
        await WaitAsync(
            () => Task.FromResult(candidates.Zip(before).All(pair => pair.First.AcceptedFrames >= pair.Second + FramesToContinue)),
            "the frames of all candidates are accepted"
        );
        return candidates.Max(candidate => candidate.TakeLongestGap());
    }

    /// <summary>Forgets the times between the accepted frames so far. The servers may have asked for longer pauses, as after a
    /// start.</summary>
    public void ForgetGaps() => candidates.ForEach(candidate => candidate.TakeLongestGap());

    /// <summary>Starts the servers that have ended, and waits until all are ready for candidates, who send half as many frames meanwhile:
    /// on a full machine a start takes half a minute, and its length is not what is measured.</summary>
    public async Task RestartAsync()
    {
        var ended = Servers.Where(server => !server.Running).ToList();
        candidates.ForEach(candidate => candidate.Calm = ended.Count > 0);
        await Task.WhenAll(ended.ConvertAll(server => server.StartAsync()));
        foreach (var server in Servers)
            await WaitAsync(() => server.AnswersAsync("/ready"), "all servers are ready");
        candidates.ForEach(candidate => candidate.Calm = false);
        await AllContinueAsync();
    }

    /// <summary>Waits until everything that the candidates sent is confirmed, and checks that nothing acknowledged is lost, that all
    /// records are intact, and that each session is monitored.</summary>
    /// <param name="when">The failure before.</param>
    /// <param name="chains">Whether to verify all records, which takes long.</param>
    public async Task CheckAsync(string when, bool chains = true)
    {
        SetActs(false);
        await WaitAsync(() => Task.FromResult(candidates.All(candidate => candidate.Waiting == 0)), "all page signals are confirmed");
        Ledger.FramesUnderWay += 4 * candidates.Count;
        await WaitAsync(AllRunAsync, "all sessions store their progress");
        await Check.RunAsync(set.Records, when, chains);
        SetActs(true);
    }

    /// <summary>The reconnections of all candidates since the last call.</summary>
    public IReadOnlyList<Reconnection> TakeReconnections() =>
        [.. candidates.SelectMany(candidate => candidate.TakeReconnections())];

    /// <summary>Lets the candidates act or only show themselves.</summary>
    public void SetActs(bool acts) => candidates.ForEach(candidate => candidate.Acts = acts);

    /// <summary>The types of flags of all sessions, except the ones that the candidates' own acts cause.</summary>
    public async Task<IReadOnlyList<string>> FlagsAsync()
    {
        await using var database = await set.Records.OpenAsync();
        return await database.Violations.Where(row => row.Type != "copy_attempt").Select(row => row.Type).Distinct().ToListAsync();
    }

    /// <summary>The flags since the last call that blame a candidate for a silence, a line for each.</summary>
    public async Task<IReadOnlyList<string>> NewAccusationsAsync()
    {
        await using var database = await set.Records.OpenAsync();
        var flags = await database.Violations.Where(row => Accusations.Contains(row.Type)).OrderBy(row => row.BeganAt).ToListAsync();
        return
        [
            .. flags
                .Where(flag => accused.Add(flag.Id))
                .Select(flag =>
                    $"{flag.Type} of {flag.SessionId} from {flag.BeganAt:HH:mm:ss.f} to {flag.EndedAt:HH:mm:ss.f}: {flag.Detail}"
                ),
        ];
    }

    /// <summary>The servers that monitor sessions, and the number of sessions of each.</summary>
    public async Task<IReadOnlyDictionary<string, int>> HoldersAsync()
    {
        await using var database = await set.Records.OpenAsync();
        return await database
            .Sessions.Where(session => sessions.Contains(session.Id))
            .GroupBy(session => session.Holder!)
            .ToDictionaryAsync(group => group.Key, group => group.Count());
    }

    async Task<bool> AllRunAsync()
    {
        await using var database = await set.Records.OpenAsync();
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

    /// <summary>The addresses of the servers, beginning with another one for each candidate.</summary>
    List<string> From(int index) =>
        [.. Servers.Select((_, offset) => Servers[(index + offset) % Servers.Count].Address)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(working);
        balancer?.Dispose();
        await set.DisposeAsync();
        stop.Dispose();
    }
}
