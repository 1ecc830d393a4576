using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>The stored state of pauses: another server continues the session with it.</summary>
public sealed class StoredPauseTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_pause_and_its_end_are_stored_when_the_database_is_back(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:HostMayPause", "true"));
        var access = await host.StartSessionAsync();
        await host.StoredAsync(access);
        var (live, databases) = (host.Get<LiveSessions>(), host.Databases);

        databases.Away = true;
        Assert.Equal(PauseAnswer.Paused, await live.PauseAsync(access.SessionId, "The host page says so"));
        await live.StorePausesAsync(Cancellation);
        databases.Away = false;
        Assert.Null(await StoredAsync(host, access));
        await live.StorePausesAsync(Cancellation);
        Assert.Equal("The host page says so", await StoredAsync(host, access));

        databases.Away = true;
        await live.ResumeAsync(access.SessionId);
        databases.Away = false;
        await live.StorePausesAsync(Cancellation);
        Assert.Null(await StoredAsync(host, access));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_end_of_a_long_pause_does_not_end_the_pause_after_it(DatabaseKind kind)
    {
        Meanwhile meanwhile = new("\"TimeChanges\"");
        await using var host = await CoreHost.CreateAsync(kind, services => services.AddSingleton<IInterceptor>(meanwhile));
        var access = await host.StartSessionAsync();
        var pauses = host.Get<SessionPauses>();
        Assert.True(await pauses.PauseAsync(access.SessionId, "A fire alarm", StaffViewer.Console));
        await host.Get<LiveSessions>().StopAllAsync(Cancellation);
        host.Clock.Advance(SessionPauses.LongestByStaff + TimeSpan.FromSeconds(1));
        meanwhile.Act = async () =>
        {
            Assert.True(await pauses.ResumeAsync(access.SessionId, StaffViewer.Console));
            Assert.True(await pauses.PauseAsync(access.SessionId, "Another alarm", StaffViewer.Console));
        };

        await pauses.EndDueAsync(Cancellation);

        Assert.Null(meanwhile.Act);
        Assert.Equal("Another alarm", await StoredAsync(host, access));
        // The first one is over, so nothing else is due.
        await pauses.EndDueAsync(Cancellation);
        Assert.Equal("Another alarm", await StoredAsync(host, access));
    }

    /// <summary>The reason of the stored pause; null if none is stored.</summary>
    static async Task<string?> StoredAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return await db
            .Sessions.Where(row => row.Id == access.SessionId && row.PausedAt != null)
            .Select(row => row.PauseReason)
            .SingleOrDefaultAsync(Cancellation);
    }
}
