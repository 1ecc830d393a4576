using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A server prepares the opening of sessions before it takes any.</summary>
public sealed class OpeningWarmUpTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_opening_after_it_sends_no_query_for_the_first_time(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.Get<LiveSessions>().StopAllAsync(Cancellation);
        var factory = host.Get<LiveSessionFactory>();
        host.Commands.Reset();
        await factory.WarmUpAsync(Cancellation);
        var prepared = host.Commands.Texts.CountBy(text => text).ToDictionary();
        host.Commands.Reset();

        await using (var session = await factory.CreateAsync(access.SessionId, Cancellation))
            Assert.NotNull(session);

        // The number of the epoch is read only after it was raised.
        var first = Assert.Single(host.Commands.Texts.Where(text => !prepared.ContainsKey(text)).Distinct());
        Assert.Contains("\"Epoch\"", first, StringComparison.Ordinal);
        Assert.InRange(prepared.Count, 9, 20);
        // Once for no session, and once for the one that runs.
        Assert.InRange(prepared.Count(query => query.Value == 2), 6, 8);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_changes_nothing(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await using var db = host.OpenDatabase();
        var before = await RowAsync();

        await host.Get<LiveSessionFactory>().WarmUpAsync(Cancellation);

        Assert.Equal(before, await RowAsync());
        Assert.Equal(1, await db.Sessions.CountAsync(Cancellation));
        Assert.Equal(0, await db.Violations.CountAsync(Cancellation));

        async Task<(long, string?, DateTime?)> RowAsync()
        {
            var row = await db.Sessions.AsNoTracking().SingleAsync(session => session.Id == access.SessionId, Cancellation);
            return (row.Epoch, row.Holder, row.LastWatchedAt);
        }
    }
}
