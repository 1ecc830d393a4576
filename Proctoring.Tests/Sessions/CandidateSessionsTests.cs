using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A browser sees the sessions of its rights and no others.</summary>
public sealed class CandidateSessionsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Only_the_sessions_of_valid_rights_are_listed_newest_first(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var finished = await host.StartSessionAsync(proctored: false);
        await host.Get<SessionCloser>().SubmitAsync(finished, null, default);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var running = await host.StartSessionAsync(proctored: false);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var other = await host.StartSessionAsync(proctored: false);

        // The right to one session with the id of another opens nothing, also if both tokens are known.
        var swapped = new SessionAccess(other.SessionId, running.Token);
        var listed = await host.Get<CandidateSessions>().ListAsync([finished, running, swapped], default);

        Assert.Equal([running.SessionId, finished.SessionId], listed.Select(session => session.Id));
        Assert.Equal(SessionStatus.Running, listed[0].Status);
        Assert.NotNull(listed[0].EndsAt);
        Assert.True(listed[1].Finished);
        Assert.Equal(0, listed[1].Score);
        Assert.Empty(await host.Get<CandidateSessions>().ListAsync([], default));
    }

    [Fact]
    public async Task A_session_that_never_started_is_listed_for_a_day()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await host.OpenSessionAsync(proctored: false);

        Assert.Single(await host.Get<CandidateSessions>().ListAsync([opened], default));
        host.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Empty(await host.Get<CandidateSessions>().ListAsync([opened], default));
    }
}
