using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
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
        var live = host.Live(access);
        await host.ShowAsync(access, Scene.OneFace, 3);
        var endsAt = (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt;

        var began = host.Now;
        await ReachAsync(host, access.SessionId, WatchState.Paused, () => Assert.Equal(PauseAnswer.Paused, live.Pause(Why)));
        // Much longer than a camera may be silent; and an unseen second person.
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(live.TakeFrame("test", ScriptedFrameReader.Frame(Scene.TwoFaces)));
        await ReachAsync(host, access.SessionId, WatchState.Waiting, live.Resume);
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
        var live = host.Live(access);
        await ReachAsync(host, access.SessionId, WatchState.Paused, () => live.Pause(Why));
        await ReachAsync(host, access.SessionId, WatchState.Waiting, live.Resume);

        await host.ShowAsync(access, Scene.TwoFaces, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
    }

    [Fact]
    public async Task A_session_that_does_not_run_cannot_be_paused()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Allowed);
        var access = await host.OpenSessionAsync();

        Assert.Null(host.Get<LiveSessions>().Find(access.SessionId));
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
        Assert.Equal(PauseAnswer.NotAllowed, live.Pause(Why));
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal("multiple_faces_detected", Assert.Single(report!.Violations).Type);
    }

    /// <summary>Runs an action, lets a second pass, and waits until the session reports the state.</summary>
    static async Task ReachAsync(CoreHost host, Guid sessionId, WatchState state, Action act)
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
        act();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
