using Proctoring.Core.Exams;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>The extent of a set of servers.</summary>
/// <param name="Servers">The number of server processes. One is alone; several form a cluster.</param>
/// <param name="Sessions">The number of sessions that have started.</param>
/// <param name="Cuttable">Whether the servers reach each other through a <see cref="PeerNetwork"/>, which can cut one off.</param>
/// <param name="Face">The frames for the reference photos; null for the test candidate's.</param>
internal sealed record ServerPlan(int Servers, int Sessions, bool Cuttable = false, IReadOnlyList<byte[]>? Face = null);

/// <summary>Server processes on one PostgreSQL database, with sessions that have started.</summary>
internal sealed class ServerSet : IAsyncDisposable
{
    /// <summary>The number of sessions that are started at the same time.</summary>
    const int AtOnce = 2;

    readonly string folder;

    ServerSet(string folder, (string Key, string Value)[] settings, ServerPlan plan, IReadOnlyList<SessionAccess> sessions)
    {
        (this.folder, Sessions) = (folder, sessions);
        Network = plan.Cuttable ? new PeerNetwork(() => [.. Servers!.Select(server => server.Running ? server.Id : 0)]) : null;
        Servers =
        [
            .. Enumerable
                .Range(0, plan.Servers)
                .Select(number => new ServerProcess(
                    Path.Combine(folder, $"data-{number}"),
                    ServerProcess.FreePort(),
                    [.. settings, .. plan.Servers > 1 ? Cluster() : []]
                )),
        ];
        Records = new RecordReader(Path.Combine(folder, "data"), settings);
    }

    public IReadOnlyList<ServerProcess> Servers { get; }

    public IReadOnlyList<SessionAccess> Sessions { get; }

    /// <summary>The connections between the servers; null if none can be cut off.</summary>
    public PeerNetwork? Network { get; }

    public RecordReader Records { get; }

    /// <summary>Starts the sessions with a server in this process, stops it and starts the server processes.</summary>
    public static async Task<ServerSet> StartAsync(string connection, ServerPlan plan)
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-servers-").FullName;
        (string Key, string Value)[] settings =
        [
            ("ConnectionStrings:Proctoring", connection),
            ("Proctoring:Storage:Evidence", "Database"),
            ("Proctoring:Storage:Keys", "Database"),
            ("Proctoring:Cluster:DrainAfter", "00:00:01"),
            ("Logging:LogLevel:Proctoring", "Information"),
            ("Logging:LogLevel:Proctoring.Core.Sessions.Running.LiveSessions", "Debug"),
            ("Logging:LogLevel:Proctoring.Core.Sessions.Nodes.SessionGrain", "Debug"),
        ];
        var sessions = await StartSessionsAsync(
            [.. settings, ("Proctoring:DataPath", Path.Combine(folder, "data")), ("Proctoring:SeedDemoExam", "false")],
            plan
        );
        var set = new ServerSet(folder, settings, plan, sessions);
        await Task.WhenAll(set.Servers.Select(server => server.StartAsync()));
        return set;
    }

    public async ValueTask DisposeAsync()
    {
        Network?.Heal();
        foreach (var server in Servers)
        {
            if (server.Running)
                await server.SignalAsync("CONT");
            await server.DisposeAsync();
        }

        Network?.Dispose();
        await Records.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static async Task<IReadOnlyList<SessionAccess>> StartSessionsAsync((string Key, string Value)[] settings, ServerPlan plan)
    {
        var sessions = new SessionAccess[plan.Sessions];
        await using var app = AppServer.Start(settings);
        await LongExam.AddAsync(app);
        await Parallel.ForAsync(
            0,
            plan.Sessions,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) => sessions[number] = await LongExam.StartAsync(app, $"candidate-{number}", plan.Face)
        );
        return sessions;
    }

    IEnumerable<(string Key, string Value)> Cluster()
    {
        var port = ServerProcess.FreePort();
        yield return ("Proctoring:Cluster:Address", $"127.0.0.1:{port}");
        if (Network is not null)
            yield return ("Proctoring:Cluster:AdvertisedAddress", $"127.0.0.1:{Network.Add(port)}");
    }
}
