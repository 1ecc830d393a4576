using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Tests.Faults;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Load;

/// <summary>The duration of a step.</summary>
/// <param name="Warm">The time before the measurement: the first frames of a session run every model.</param>
/// <param name="Measured">The measured time.</param>
internal sealed record LoadTimes(TimeSpan Warm, TimeSpan Measured);

/// <summary>One step of a load curve: new servers with a number of candidates on a new database.</summary>
internal static class LoadStep
{
    const int ConnectAtOnce = 8;

    public static async Task<LoadResult> RunAsync(int servers, int candidates, LoadTimes times, LoadFrames frames)
    {
        await using var database = await TestDatabase.CreateMigratedAsync(DatabaseKind.Postgres);
        await using var set = await ServerSet.StartAsync(database.Connection!, new ServerPlan(servers, candidates, Face: frames.Face));
        var meter = new LoadMeter();
        List<LoadCandidate> all =
        [
            .. set.Sessions.Select(
                (access, number) => new LoadCandidate(set.Servers[number % servers].Address, access, frames.Pictures, number, meter)
            ),
        ];
        var (before, after, client) = await SendAsync(set, all, meter, times, database.Connection!);
        // In turn, so that the first one's sessions have somewhere to go. They store everything that they observed.
        foreach (var server in set.Servers)
            await server.StopAsync();
        return await ResultAsync(set, all, meter, new Span(before, after), client);
    }

    static async Task<(ClusterLoad Before, ClusterLoad After, TimeSpan Client)> SendAsync(
        ServerSet set,
        List<LoadCandidate> all,
        LoadMeter meter,
        LoadTimes times,
        string connection
    )
    {
        using var stop = new CancellationTokenSource();
        await Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce },
            async (candidate, _) => await candidate.ConnectAsync(stop.Token)
        );
        var working = all.ConvertAll(candidate => Task.Run(() => candidate.RunAsync(stop.Token)));
        await Task.Delay(times.Warm);
        var (before, own) = (await ClusterLoad.ReadAsync(set.Servers, connection), Environment.CpuUsage.TotalTime);
        meter.Begin();
        await Task.Delay(times.Measured);
        meter.End();
        var (after, client) = (await ClusterLoad.ReadAsync(set.Servers, connection), Environment.CpuUsage.TotalTime - own);
        await meter.SettleAsync();
        await stop.CancelAsync();
        await Task.WhenAll(working);
        foreach (var candidate in all)
            await candidate.DisposeAsync();
        return (before, after, client);
    }

    static async Task<LoadResult> ResultAsync(ServerSet set, List<LoadCandidate> all, LoadMeter meter, Span span, TimeSpan client)
    {
        var sorted = meter.Sorted();
        var (read, gaps) = await ObservedAsync(set, span);
        var candidateSeconds = all.Count * span.Seconds;
        return new LoadResult(set.Servers.Count, all.Count, span.Seconds)
        {
            Sent = meter.Sent,
            Lost = meter.Lost,
            P50 = Finite(LoadMeter.Percentile(sorted, 0.5)),
            P95 = Finite(LoadMeter.Percentile(sorted, 0.95)),
            P99 = Finite(LoadMeter.Percentile(sorted, 0.99)),
            Longest = Finite(LoadMeter.Percentile(sorted, 1)),
            Refused = meter.Refused,
            Slowed = (double)meter.Slowed / Math.Max(sorted.Length, 1),
            ReadPerSecond = read / candidateSeconds,
            ProcessorMs = (span.After.Processor - span.Before.Processor).TotalMilliseconds / candidateSeconds,
            ClientMs = client.TotalMilliseconds / candidateSeconds,
            Memory = [.. span.After.Memory.Select(bytes => bytes / 1024 / 1024)],
            Breaks = all.Sum(candidate => candidate.Breaks),
            Gaps = Counted(gaps.Select(gap => $"{gap.Sensor}: {gap.Cause}")),
            GapShare = gaps.Sum(gap => span.Overlap(gap).TotalSeconds) / candidateSeconds,
            Flags = Counted(await FlagsAsync(set, span)),
        };
    }

    /// <summary>The frames that models read within the measured time, and the gaps of it, by the stored observations.</summary>
    static async Task<(int Read, List<SensorGapSpan> Gaps)> ObservedAsync(ServerSet set, Span span)
    {
        await using var database = await set.Records.OpenAsync();
        var (read, gaps) = (0, new List<SensorGapSpan>());
        foreach (var session in set.Sessions)
        {
            var chunks = await database
                .ObservationChunks.AsNoTracking()
                .Where(chunk => chunk.SessionId == session.SessionId)
                .OrderBy(chunk => chunk.Sequence)
                .ToListAsync();
            var found = SessionGaps.Read(
                chunks,
                span.After.At,
                observation => read += observation is { Frame: not null, Picture: not null } && span.Contains(observation.At) ? 1 : 0
            );
            gaps.AddRange(found.Where(gap => span.Overlap(gap) > TimeSpan.Zero));
        }

        return (read, gaps);
    }

    static async Task<List<string>> FlagsAsync(ServerSet set, Span span)
    {
        await using var database = await set.Records.OpenAsync();
        var (begin, end) = (span.Before.At, span.After.At);
        return await database.Violations.Where(row => row.BeganAt >= begin && row.BeganAt < end).Select(row => row.Type).ToListAsync();
    }

    static Dictionary<string, int> Counted(IEnumerable<string> names) =>
        names.GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>JSON has no infinity.</summary>
    static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>The measured time.</summary>
    sealed record Span(ClusterLoad Before, ClusterLoad After)
    {
        public double Seconds => (After.At - Before.At).TotalSeconds;

        public bool Contains(DateTime at) => at >= Before.At && at < After.At;

        public TimeSpan Overlap(SensorGapSpan gap)
        {
            var (begin, end) = (Later(gap.BeganAt, Before.At), Earlier(gap.EndedAt, After.At));
            return end > begin ? end - begin : TimeSpan.Zero;
        }

        static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

        static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
    }
}
