using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A Join that fails is retried calmly. Before the connection had one owner, one failure led to thousands of
/// connections.</summary>
public sealed class ConnectionTests(Chromium chromium) : BrowserTest(chromium)
{
    readonly FailingJoins joins = new();

    internal override Action<IServiceCollection> Configure =>
        services => services.Configure<HubOptions<CandidateHub>>(options => options.AddFilter(joins));

    [Fact]
    public async Task A_Join_that_fails_for_a_while_causes_no_storm_and_recovers()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        var before = joins.Connections;

        joins.Failing = 5;
        foreach (var connection in joins.Open)
            connection.Abort();
        await candidate.SeesAsync("monitor-state", "Reconnecting");
        // Five delays that double, up to 20 seconds in all.
        await Expect(candidate.At("monitor-state")).ToContainTextAsync("Monitoring is on", new() { Timeout = 2 * CandidatePage.Patience });

        // One for each failed Join, and the one that lasts.
        Assert.InRange(joins.Connections - before, 2, 6);
        await candidate.HandInAsync();
    }

    /// <summary>Refuses some Joins, like an unavailable database, and counts the connections.</summary>
    sealed class FailingJoins : IHubFilter
    {
        readonly List<HubCallerContext> open = [];
        int connections;

        public int Failing { get; set; }

        public int Connections => connections;

        public IReadOnlyList<HubCallerContext> Open
        {
            get
            {
                lock (open)
                    return [.. open];
            }
        }

        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
            context.HubMethodName == nameof(CandidateHub.Join) && Failing-- > 0
                ? throw new InvalidOperationException("The database is away.")
                : next(context);

        public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
        {
            Interlocked.Increment(ref connections);
            lock (open)
                open.Add(context.Context);
            await next(context);
        }

        public async Task OnDisconnectedAsync(
            HubLifetimeContext context,
            Exception? exception,
            Func<HubLifetimeContext, Exception?, Task> next
        )
        {
            lock (open)
                open.Remove(context.Context);
            await next(context, exception);
        }
    }
}
