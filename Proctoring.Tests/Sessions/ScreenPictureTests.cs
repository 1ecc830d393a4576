using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Components;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.ExamRoom;
using Xunit;
using static Proctoring.Tests.Sessions.ScreenScene;

namespace Proctoring.Tests.Sessions;

/// <summary>Pictures of the screen: only as many as the policy asks for and the candidate agreed to, checked, chained and deleted like
/// other evidence.</summary>
public sealed class ScreenPictureTests
{
    [Fact]
    public async Task A_flag_asks_for_one_picture_and_an_interval_for_more()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);

        Assert.Null(Send(host, access));
        Assert.Equal(Refusal.NotWanted, Send(host, access));
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Send(host, access));
        await FlagAsync(host, access);
        Assert.Null(Send(host, access));
        Assert.Equal(Refusal.NotWanted, Send(host, access));
        await EndAsync(host, access);

        Assert.Equal(3, await CountAsync(host, access));
    }

    [Fact]
    public async Task At_flags_nothing_is_accepted_without_one_and_a_late_picture_neither()
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);

        Assert.Equal(Refusal.NotWanted, Send(host, access));
        await FlagAsync(host, access);
        await host.ShowAsync(access, Scene.OneFace, ScreenReceiver.WantedFor.TotalSeconds + 1);
        await host.AnalyzedAsync(access);
        Assert.Equal(Refusal.NotWanted, Send(host, access));
        await FlagAsync(host, access);
        Assert.Null(Send(host, access));
        await EndAsync(host, access);

        Assert.Equal(1, await CountAsync(host, access));
    }

    [Fact]
    public async Task A_flag_that_another_system_reports_asks_for_a_picture_before_its_page_learns_of_it()
    {
        await using var host = await CreateAsync(AtFlags);
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = "Essay",
                    TotalQuestions = 1,
                },
                default
            );
        await host.GiveFaceAsync(opened.Access);
        await StartAsync(host, opened.Access);
        await host.ShowAsync(opened.Access, Scene.OneFace, 40);
        List<Refusal?> answers = [];
        using var page = host.Get<SessionFeed>().Follow(opened.Access.SessionId, news => Answer(news as ViolationNews));

        await ReportAsync("microphone_lost", TimeSpan.Zero);
        await ReportAsync("multiple_faces_detected", ScreenReceiver.WantedFor + TimeSpan.FromSeconds(1));
        await ReportAsync("multiple_faces_detected", TimeSpan.Zero);

        Assert.Equal<Refusal?>([Refusal.NotWanted, Refusal.NotWanted, null], answers);

        void Answer(ViolationNews? news)
        {
            if (news?.Change.Kind == ChangeKind.Began)
                answers.Add(Send(host, opened.Access));
        }

        Task ReportAsync(string type, TimeSpan age) =>
            host.Get<ReportedEvents>()
                .RecordAsync(
                    ApiCaller.Anybody,
                    new SessionName(opened.Number, null),
                    new ReportedEvent { Type = type, Age = age },
                    default
                );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_takes_over_takes_the_picture_of_an_earlier_flag_once(bool taken)
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);
        await FlagAsync(host, access);
        if (taken)
        {
            Assert.Null(Send(host, access));
            await StoredAsync(host, access, 1);
        }

        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, Shared);

        if (!taken)
            Assert.Null(Send(host, access));
        // The flag that continues ends, which is no new flag.
        await host.ShowAsync(access, Scene.OneFace, 6);
        await host.AnalyzedAsync(access);
        Assert.Equal(Refusal.NotWanted, Send(host, access));
        await EndAsync(host, access);
        Assert.Equal(1, await CountAsync(host, access));
    }

    [Fact]
    public async Task A_page_that_missed_the_news_of_a_flag_takes_its_picture_once()
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);
        var asked = 0;
        using var room = Follow();
        var early = host.Now - ScreenReceiver.WantedFor - TimeSpan.FromSeconds(1);
        await AddAsync(Spans.Span("multiple_faces_detected", Severity.High, early, ended: early));
        await AddAsync(Spans.Span("microphone_lost", Severity.Low, host.Now));
        await CatchUpAsync(room);
        Assert.Equal(0, asked);

        var missed = Spans.Span("multiple_faces_detected", Severity.High, host.Now);
        await AddAsync(missed);
        await CatchUpAsync(room);
        await CatchUpAsync(room);
        host.Get<SessionFeed>().Announce(access.SessionId, new ViolationNews(missed.Begins()));
        Assert.Equal(1, asked);

        async Task AddAsync(ViolationSpan span)
        {
            await using var database = host.OpenDatabase();
            ViolationRecorder.Add(database, access.SessionId, span);
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        RoomFeed Follow() => new(host.Get<SessionFeed>(), access.SessionId, host.Clock, () => { }, () => { }, () => { }, () => asked++);

        Task CatchUpAsync(RoomFeed feed) => feed.CatchUpAsync(host.Get<MonitorReader>(), host.Get<IRunningSessions>(), access, default);
    }

    [Fact]
    public async Task Pictures_that_the_page_dropped_are_a_gap_and_no_flag()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);
        await host.WaitAsync(access, 5);
        host.Signal(access, Shared with { DroppedScreens = 1 });
        await host.WaitAsync(access, 10);
        host.Signal(access, Shared with { DroppedScreens = 3 });
        await host.StoredAsync(access);

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(5));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, Shared with { DroppedScreens = 3 });
        await host.WaitAsync(access, 10);
        var report = await EndAsync(host, access);

        Assert.DoesNotContain(report.Violations, flag => flag.Type == "screen_share_lost");
        Assert.Equal(
            [
                "the page dropped 1 picture of the screen that could not be sent in time",
                "the page dropped 2 pictures of the screen that could not be sent in time",
            ],
            report.Gaps.Where(gap => gap.Cause == GapCause.DroppedScreens).Select(gap => gap.Text)
        );
    }

    [Theory]
    [InlineData("off", AtFlags)]
    [InlineData(AtFlags, "off")]
    public async Task A_session_stores_no_more_than_the_policy_asks_for_and_the_candidate_agreed_to(string policy, string agreed)
    {
        await using var host = await CreateAsync(policy);
        var access = await StartAsync(host, agreed);

        await FlagAsync(host, access);

        Assert.Equal(Refusal.NotWanted, Send(host, access));
        var report = await EndAsync(host, access);
        Assert.DoesNotContain(report.Monitored, sensor => sensor.Sensor == Sensor.Screen);
        Assert.DoesNotContain(report.Violations, flag => flag.Type == "screen_share_lost");
    }

    [Fact]
    public async Task Hostile_bytes_are_refused_and_are_a_gap_on_record()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);

        Assert.Equal(Refusal.NotAnImage, Send(host, access, "<svg/>"u8.ToArray()));
        Assert.Equal(Refusal.NotBaselineJpeg, Send(host, access, CraftedPicture.ProgressiveJpeg(64, 64, 3)));
        Assert.Equal(Refusal.TooLarge, Send(host, access, new byte[600 * 1024]));
        Assert.Equal(Refusal.TooOften, Send(host, access));
        await host.WaitAsync(access, 40);
        var report = await EndAsync(host, access);

        Assert.Equal(0, await CountAsync(host, access));
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Screen, Cause: GapCause.ScreenRefused });
        Assert.Equal(Severity.Low, Assert.Single(report.Violations, flag => flag.Type == "screen_share_lost").Severity);
    }

    [Fact]
    public async Task Another_window_and_a_pause_send_nothing()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);

        Assert.Equal(Refusal.OtherWindow, host.Live(access).TakeScreen("other", Picture));
        host.Live(access).Sensors.Pause(host.Now, GapCause.Break, null);
        Assert.Null(Send(host, access));
        await EndAsync(host, access);

        Assert.Equal(0, await CountAsync(host, access));
    }

    [Fact]
    public async Task A_share_that_ends_is_a_flag_and_a_gap_and_its_return_ends_both()
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);
        await host.WaitAsync(access, 5);
        host.Signal(access, Shared with { Screen = ScreenState.NotShared });
        await host.WaitAsync(access, 30);
        host.Signal(access, Shared);
        await host.WaitAsync(access, 10);
        host.Signal(access, Shared with { Screen = ScreenState.Part });
        await host.WaitAsync(access, 30);
        host.Signal(access, Shared);
        await host.WaitAsync(access, 5);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations, flag => flag.Type == "screen_share_lost");
        Assert.Equal((Severity.Medium, "the screen is not shared"), (lost.Severity, lost.Detail));
        Assert.InRange(lost.EndedAt - lost.BeganAt, TimeSpan.FromSeconds(28), TimeSpan.FromSeconds(33));
        var part = Assert.Single(report.Violations, flag => flag.Type == "screen_not_whole");
        Assert.True(part.BeganAt > lost.EndedAt);
        Assert.Equal(
            [GapCause.ScreenNotShared, GapCause.ScreenNotWhole],
            report.Gaps.Where(gap => gap.Sensor == Sensor.Screen).Select(gap => gap.Cause)
        );
        Assert.InRange(Assert.Single(report.Monitored, sensor => sensor.Sensor == Sensor.Screen).Share, 0.1, 0.5);
    }

    [Theory]
    [InlineData(nameof(ScreenState.Unavailable), true)]
    [InlineData(nameof(ScreenState.Unverified), false)]
    public async Task A_device_that_cannot_share_is_a_low_flag_and_a_browser_that_does_not_say_what_is_none(string state, bool flagged)
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);
        host.Signal(access, Shared with { Screen = Enum.Parse<ScreenState>(state) });
        await host.WaitAsync(access, 40);
        var flags = (await EndAsync(host, access)).Violations.Where(flag => flag.Type.StartsWith("screen_", StringComparison.Ordinal));

        Assert.Equal(flagged ? [Severity.Low] : [], flags.Select(flag => flag.Severity));
    }
}
