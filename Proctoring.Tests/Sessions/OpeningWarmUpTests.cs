using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
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

        Assert.DoesNotContain(host.Commands.Texts, text => !prepared.ContainsKey(text));
        // Once for no session, and once for the one that runs.
        Assert.InRange(prepared.Count(query => query.Value == 2), 12, 16);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 6)]
    [InlineData(DatabaseKind.Postgres, 5)]
    public async Task An_opening_costs_few_round_trips(DatabaseKind kind, int expected)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.Get<LiveSessions>().StopAllAsync(Cancellation);
        host.Commands.Reset();

        await using (var session = await host.Get<LiveSessionFactory>().CreateAsync(access.SessionId, Cancellation))
            Assert.NotNull(session);

        Assert.Equal(expected, host.Commands.RoundTrips);
    }

    /// <summary>On full cores the compilation of a query takes seconds. PostgreSQL ends a transaction that is idle for eight.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_it_no_query_is_compiled_to_open_a_session_write_its_record_and_give_its_time_back(DatabaseKind kind)
    {
        CompiledQueries compiled = new();
        await using var host = await CoreHost.CreateAsync(
            kind,
            services => services.AddSingleton<IInterceptor>(compiled = new()),
            ("Proctoring:Policies:standard:GiveBackLostTime", "00:02:00")
        );
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        await host.Get<LiveSessions>().StopAllAsync(Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await host.RestartAsync();
        await host.Get<LiveSessionFactory>().WarmUpAsync(Cancellation);
        Assert.NotEmpty(compiled.Queries);
        compiled.Reset();

        await host.Get<IRunningSessions>().JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
        await host.StoredAsync(access);

        Assert.InRange(host.Live(access).EndsAt, ends.AddSeconds(25), ends.AddMinutes(1));
        // The statement of a session's progress is compiled once more if its numbers are equal in another way.
        Assert.DoesNotContain(compiled.Queries, query => !query.Contains("ExecuteUpdate", StringComparison.Ordinal));
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
