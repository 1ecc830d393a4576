using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A pause by the host page: nothing is analysed, nothing counts against the candidate, and the pause is on record.</summary>
public sealed class PauseTests
{
    const string Why = "the page around the exam paused monitoring";

    static readonly (string Key, string Value) Allowed = ("Proctoring:Policies:standard:HostMayPause", "true");

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_pause_is_on_record_and_the_only_thing_that_is(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Allowed);
        var access = await host.StartSessionAsync();
        var (live, running) = (host.Live(access), host.Get<IRunningSessions>());
        await host.ShowAsync(access, Scene.OneFace, 3);
        var endsAt = (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt;

        var began = host.Now;
        await ReachAsync(
            host,
            access.SessionId,
            WatchState.Paused,
            async () => Assert.Equal(PauseAnswer.Paused, await running.PauseAsync(access.SessionId, Why))
        );
        // Much longer than a camera may be silent; and an unseen second person.
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(live.TakeFrame("test", ScriptedFrameReader.Frame(Scene.TwoFaces)));
        await ReachAsync(host, access.SessionId, WatchState.Waiting, () => running.ResumeAsync(access.SessionId));
        await host.ShowAsync(access, Scene.OneFace, 10);
        Assert.Equal(WatchState.Active, live.State);
        Assert.Equal(endsAt, (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var gap = Assert.Single(report!.Violations);
        Assert.Equal(("not_watched", Severity.Medium, Why, began), (gap.Type, gap.Severity, gap.Detail, gap.BeganAt));
        Assert.EndsWith($"({Why}).", gap.Sentence, StringComparison.Ordinal);
        // Unlike our own faults it is worth a review: a person at that page can make it request a pause.
        Assert.InRange(report.Risk!.Score, 6, 12);
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(62));
        Assert.Equal(26, report.FramesRead);
    }

    [Fact]
    public async Task Monitoring_after_a_pause_works_as_before_it()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Allowed);
        var access = await host.StartSessionAsync();
        var running = host.Get<IRunningSessions>();
        await ReachAsync(host, access.SessionId, WatchState.Paused, () => running.PauseAsync(access.SessionId, Why));
        await ReachAsync(host, access.SessionId, WatchState.Waiting, () => running.ResumeAsync(access.SessionId));

        await host.ShowAsync(access, Scene.TwoFaces, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
    }

    [Fact]
    public async Task A_session_that_does_not_run_cannot_be_paused()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Allowed);
        var access = await host.OpenSessionAsync();

        Assert.Equal(PauseAnswer.NotRunning, await host.Get<IRunningSessions>().PauseAsync(access.SessionId, Why));
        Assert.Null(await host.Get<IRunningSessions>().LookAsync(access.SessionId));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_pause_survives_the_server_and_ends_when_the_host_page_ends_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Allowed);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        await ReachAsync(host, access.SessionId, WatchState.Paused, () => host.Get<IRunningSessions>().PauseAsync(access.SessionId, Why));
        await host.StoredAsync(access);

        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(20));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        Assert.True(host.Live(access).Sensors.IsPaused);
        // No one looks at what the camera shows during the pause.
        Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.TwoFaces)));
        var running = host.Get<IRunningSessions>();
        await ReachAsync(host, access.SessionId, WatchState.Waiting, () => running.ResumeAsync(access.SessionId));
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(20));
        Assert.False(host.Live(access).Sensors.IsPaused);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, gap => gap.Type == "not_watched" && gap.Detail == Why);
        Assert.DoesNotContain(report.Violations, found => found.Type == "multiple_faces_detected");
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_pause_of_staff_and_one_of_the_host_page_are_independent(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Allowed);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.StoredAsync(access);
        var (running, pauses) = (host.Get<IRunningSessions>(), host.Get<SessionPauses>());
        var id = access.SessionId;

        // The host page pauses; staff pause and continue.
        Assert.Equal(PauseAnswer.Paused, await running.PauseAsync(id, Why));
        Assert.True(await pauses.PauseAsync(id, "A fire alarm", StaffViewer.Console));
        Assert.Equal(GapCause.PausedByStaff, host.Live(access).Sensors.PausedBy);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await pauses.ResumeAsync(id, StaffViewer.Console));
        Assert.Equal(GapCause.PausedByHost, host.Live(access).Sensors.PausedBy);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(2));
        (running, pauses) = (host.Get<IRunningSessions>(), host.Get<SessionPauses>());
        Assert.Equal(GapCause.PausedByHost, host.Live(access).Sensors.PausedBy);
        await running.ResumeAsync(id);
        Assert.False(host.Live(access).Sensors.IsPaused);

        // The host page pauses during a pause of staff.
        Assert.True(await pauses.PauseAsync(id, "A fire alarm", StaffViewer.Console));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PauseAnswer.Paused, await running.PauseAsync(id, Why));
        Assert.True(await pauses.ResumeAsync(id, StaffViewer.Console));
        Assert.Equal(GapCause.PausedByHost, host.Live(access).Sensors.PausedBy);

        // The host page continues after a pause of staff was stored and before the session knows of it.
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await host.UnheardPauses().PauseAsync(id, "A fire alarm", StaffViewer.Console));
        await running.ResumeAsync(id);
        var ends = (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt;
        Assert.True(await pauses.ResumeAsync(id, StaffViewer.Console));
        Assert.Equal(ends - SessionPauses.LongestByStaff, (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt);
        Assert.False(host.Live(access).Sensors.IsPaused);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(id, default)).Intact);
    }

    [Fact]
    public async Task Without_its_database_the_server_pauses_and_resumes_in_memory()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Allowed);
        var access = await host.StartSessionAsync();
        host.Databases.Away = true;

        Assert.Equal(PauseAnswer.Paused, await host.Get<IRunningSessions>().PauseAsync(access.SessionId, Why));
        Assert.True(host.Live(access).Sensors.IsPaused);
        await host.Get<IRunningSessions>().ResumeAsync(access.SessionId);

        Assert.False(host.Live(access).Sensors.IsPaused);
        host.Databases.Away = false;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task If_the_policy_does_not_allow_a_pause_monitoring_continues(string? setting)
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, setting is null ? [] : [(Allowed.Key, setting)]);
        var access = await host.StartSessionAsync();
        var live = host.Live(access);

        Assert.False(live.HostMayPause);
        Assert.Equal(PauseAnswer.NotAllowed, await host.Get<IRunningSessions>().PauseAsync(access.SessionId, Why));
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("multiple_faces_detected", Assert.Single(report!.Violations).Type);
    }

    /// <summary>Runs an action, lets a second pass, and waits until the session reports the state.</summary>
    internal static async Task ReachAsync(CoreHost host, Guid sessionId, WatchState state, Func<Task> act)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = host.Get<SessionFeed>()
            .Follow(
                sessionId,
                news =>
                {
                    if (news is WatchNews { State: var now } && now == state)
                        reached.TrySetResult();
                }
            );
        await act();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
