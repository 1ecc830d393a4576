using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Tools.Practice;

/// <summary>Measures the response time of each review page's queries over many different requests.</summary>
internal sealed class ListBench(
    IDbContextFactory<ProctoringDb> databases,
    SessionList list,
    ReviewQueue queue,
    CaseReader cases,
    CaseAnswering answering,
    Dashboard dashboard,
    TimeProvider time
)
{
    /// <summary>The number of slow requests that are described.</summary>
    const int Described = 5;

    /// <summary>The times of each page in milliseconds, once for an administrator and once for a reviewer, whose restrictions are part of
    /// every query.</summary>
    public async IAsyncEnumerable<BenchLine> RunAsync(int requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var administrator = new StaffViewer(Guid.Empty, "bench", [StaffRoles.Administrator], null);
        var reviewer = new StaffViewer(Guid.Parse("00000000-0000-0000-0000-000000000001"), "bench", [StaffRoles.Reviewer], null);
        var exams = await list.ExamsAsync(administrator, cancellation).ConfigureAwait(false);
        var today = time.GetUtcNow().UtcDateTime.Date;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var ids = await database
            .Sessions.OrderBy(row => row.TokenHash)
            .Select(row => row.Id)
            .Take(requests)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var viewer in new[] { administrator, reviewer })
        {
            yield return await MeasureAsync(
                    "sessions",
                    viewer,
                    requests,
                    index => list.ReadAsync(viewer, BenchFilters.Of(index, today, exams), cancellation),
                    index => BenchFilters.Describe(BenchFilters.Of(index, today, exams))
                )
                .ConfigureAwait(false);
            yield return await MeasureAsync("exam names", viewer, 20, _ => list.ExamsAsync(viewer, cancellation)).ConfigureAwait(false);
            yield return await MeasureAsync(
                    "queue",
                    viewer,
                    requests,
                    index => queue.ReadAsync(viewer, Scope(index), new SessionFilter(), QueuePage(index), cancellation),
                    index => string.Create(CultureInfo.InvariantCulture, $"{Scope(index)}, page {QueuePage(index)}")
                )
                .ConfigureAwait(false);
            yield return await MeasureAsync(
                    "next in queue",
                    viewer,
                    requests,
                    index =>
                        queue.BesideAsync(
                            viewer,
                            QueueScope.Free,
                            new SessionFilter(),
                            ids[index % ids.Count],
                            index % 2 == 0,
                            cancellation
                        )
                )
                .ConfigureAwait(false);
            yield return await MeasureAsync(
                    "one session",
                    viewer,
                    requests,
                    index => cases.FindAsync(viewer, ids[index % ids.Count], cancellation)
                )
                .ConfigureAwait(false);
            yield return await MeasureAsync(
                    "how answered",
                    viewer,
                    requests,
                    index => answering.FindAsync(viewer, ids[index % ids.Count], cancellation)
                )
                .ConfigureAwait(false);
            yield return await MeasureAsync(
                    "dashboard, 30 days",
                    viewer,
                    20,
                    _ => dashboard.ReadAsync(viewer, time.GetUtcNow().UtcDateTime.AddDays(-30), null, cancellation)
                )
                .ConfigureAwait(false);
        }
    }

    static QueueScope Scope(int index) => (QueueScope)(index % 3);

    static int QueuePage(int index) => index % 7 == 0 ? index : index % 4;

    static async Task<BenchLine> MeasureAsync(
        string page,
        StaffViewer viewer,
        int requests,
        Func<int, Task> ask,
        Func<int, string>? describe = null
    )
    {
        for (var warm = 0; warm < 10; warm++)
            await ask(warm).ConfigureAwait(false);
        List<(double Milliseconds, int Index)> times = [];
        List<double> own = [];
        for (var index = 0; index < requests; index++)
        {
            var (began, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await ask(index).ConfigureAwait(false);
            own.Add((Environment.CpuUsage.TotalTime - worked).TotalMilliseconds);
            times.Add((Stopwatch.GetElapsedTime(began).TotalMilliseconds, index));
        }

        times.Sort();
        own.Sort();
        return new BenchLine(
            page,
            viewer.Roles[0],
            requests,
            times[requests / 2].Milliseconds,
            times[(int)(requests * 0.95)].Milliseconds,
            times[^1].Milliseconds,
            times[^1].Index,
            own[(int)(requests * 0.95)],
            describe is null
                ? []
                : [.. times.AsEnumerable().Reverse().Take(Described).Select(slow => (slow.Milliseconds, describe(slow.Index)))]
        );
    }
}

/// <summary>The response time of one page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Role">The role of the viewer.</param>
/// <param name="Requests">The number of requests.</param>
/// <param name="Median">The median in milliseconds.</param>
/// <param name="P95">The 95th percentile in milliseconds.</param>
/// <param name="Longest">The longest time in milliseconds.</param>
/// <param name="LongestIndex">The number of the longest request.</param>
/// <param name="OwnP95">The 95th percentile of this process's processor time in milliseconds: on SQLite all of the work, without waiting on
/// a busy machine.</param>
/// <param name="Slowest">The slowest requests with their times in milliseconds, if the requests of the page differ.</param>
internal sealed record BenchLine(
    string Page,
    string Role,
    int Requests,
    double Median,
    double P95,
    double Longest,
    int LongestIndex,
    double OwnP95,
    IReadOnlyList<(double Milliseconds, string Request)> Slowest
);
