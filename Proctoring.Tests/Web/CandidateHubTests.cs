using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Proctoring.Web.Evidence;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests the hub over a real connection, with real models and real pictures.</summary>
public sealed partial class CandidateHubTests(CandidateHubTests.Server server) : IClassFixture<CandidateHubTests.Server>, IAsyncDisposable
{
    readonly AppServer app = server.App;
    readonly List<HubConnection> connections = [];

    static byte[] Astronaut => TestFaces.Candidate;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_face_is_accepted_as_the_reference_and_its_frames_are_read()
    {
        var (access, hub) = await JoinAsync();

        var reference = await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        var ack = await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 7);

        Assert.Equal("accepted", reference.Outcome);
        Assert.Equal(new FrameAck(7, 500, null), ack);
        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Equal((1, 0), (report!.FramesRead, report.FramesRefused));
    }

    /// <summary>Otherwise frames that wait in a late server would look like a lost camera.</summary>
    [Fact]
    public async Task The_session_knows_how_far_the_hub_has_come_with_its_page()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 1);
        var before = app.Get<TimeProvider>().GetUtcNow().UtcDateTime;

        // The hub begins the second call after it has handled the first.
        await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 2);
        await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 3);

        var reading = app.Get<LiveSessions>().Find(access.SessionId)!.Sender.Reading!;
        Assert.InRange(reading.At(before, default).Until, before, DateTime.MaxValue);
    }

    [Fact]
    public async Task A_picture_without_a_face_is_not_accepted_as_a_reference()
    {
        var (access, hub) = await JoinAsync();

        var reply = await hub.InvokeAsync<ReferenceReply>("TakeReference", Encoded.Grey(640, 480));
        var broken = await hub.InvokeAsync<ReferenceReply>("TakeReference", new byte[] { 1, 2, 3 });
        List<string> flood = [];
        for (var count = 0; count < 20; count++)
            flood.Add((await hub.InvokeAsync<ReferenceReply>("TakeReference", new byte[] { 1, 2, 3 })).Outcome);

        Assert.Contains("too_often", flood);
        Assert.Equal("blocked", reply.Outcome);
        Assert.Equal("not_an_image", broken.Outcome);
        Assert.False((await app.Get<SessionOpener>().FindAsync(access, default))!.HasReference);
    }

    [Fact]
    public async Task Invalid_input_is_refused_with_a_reason_and_counted_and_ends_nothing()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.Equal("not_running", (await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 0)).Refused);
        await app.Get<SessionOpener>().StartAsync(access, default);

        Assert.Equal("not_an_image", (await hub.InvokeAsync<FrameAck>("Frame", "no picture"u8.ToArray(), 1)).Refused);
        Assert.Equal("too_large", (await hub.InvokeAsync<FrameAck>("Frame", new byte[600 * 1024], 2)).Refused);
        Assert.Equal("too_many_pixels", (await hub.InvokeAsync<FrameAck>("Frame", Encoded.Header(2000, 1100), 3)).Refused);
        var flood = new List<string?>();
        for (var count = 0; count < 20; count++)
            flood.Add((await hub.InvokeAsync<FrameAck>("Frame", Astronaut, count)).Refused);
        Assert.Contains("too_often", flood);
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", "id-1", null, new PageAct("no_such_act", null)));
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", null, null, null));
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", "id-1", null, new PageAct("copy_attempt", "a\0b")));
        Assert.Equal(
            "malformed",
            await hub.InvokeAsync<string?>("Signal", "id-2", null, new PageAct("copy_attempt", new string('x', 5000)))
        );
        Assert.Null(
            await hub.InvokeAsync<string?>("Signal", "id-3", new PageState(false, true, null, true), new PageAct("copy_attempt", null))
        );

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.True(report!.FramesRefused >= 3 + flood.Count(refusal => refusal is not null));
        Assert.Single(report.Violations, violation => violation.Type == "copy_attempt");
    }

    [Fact]
    public async Task Audio_is_accepted_complete_and_small_from_the_window_with_the_exam()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.Equal(new SoundAck(1, "not_running"), await hub.InvokeAsync<SoundAck>("Sound", new byte[16_000], 1));
        await app.Get<SessionOpener>().StartAsync(access, default);

        Assert.Equal(new SoundAck(2, null), await hub.InvokeAsync<SoundAck>("Sound", new byte[16_000], 2));
        var stranger = await ConnectAsync();
        Assert.Equal("not_joined", (await stranger.InvokeAsync<SoundAck>("Sound", new byte[1_600], 1)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<SoundAck>("Sound", null, 3)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<SoundAck>("Sound", new byte[15_999], 4)).Refused);
        Assert.Equal("too_large", (await hub.InvokeAsync<SoundAck>("Sound", new byte[64 * 1024 + 2], 5)).Refused);
        List<string?> flood = [];
        for (var count = 0; count < 40; count++)
            flood.Add((await hub.InvokeAsync<SoundAck>("Sound", new byte[16_000], count)).Refused);
        Assert.Contains("too_often", flood);
        var second = await ConnectAsync();
        await second.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null);
        Assert.Equal("other_window", (await hub.InvokeAsync<SoundAck>("Sound", new byte[16_000], 6)).Refused);
    }

    [Fact]
    public async Task The_cameras_name_is_part_of_the_pages_state_and_has_a_limit()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        var state = new PageState(false, true, null, true, MicrophoneRunning: false, CameraLabel: "OBS Virtual Camera", CameraId: "id");

        Assert.Equal(
            "malformed",
            await hub.InvokeAsync<string?>("Signal", "page-1", state with { CameraLabel = new string('x', 201) }, null)
        );
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", "page-2", state with { CameraId = new string('x', 201) }, null));
        Assert.Null(await hub.InvokeAsync<string?>("Signal", "page-3", state with { CameraLabel = "" }, null));
        Assert.Null(await hub.InvokeAsync<string?>("Signal", "page-4", state, null));
        Assert.Null(await hub.InvokeAsync<string?>("Signal", "page-5", null, new PageAct("screenshot_attempt", "PrintScreen")));

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Equal("OBS Virtual Camera", Assert.Single(report!.Violations, violation => violation.Type == "virtual_camera").Detail);
        Assert.Equal("PrintScreen", Assert.Single(report.Violations, violation => violation.Type == "screenshot_attempt").Detail);
    }

    [Fact]
    public async Task A_dialog_of_the_browser_is_part_of_the_pages_state_and_an_unknown_one_is_none()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        var state = new PageState(false, null, null, true);

        string?[] dialogs = ["file", null, "other", "screen", null];
        foreach (var (number, dialog) in dialogs.Index())
            Assert.Null(await hub.InvokeAsync<string?>("Signal", $"page-{number + 1}", state with { Dialog = dialog }, null));

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        string?[] expected = ["the browser's dialog for choosing a file was open", "the browser's dialog for sharing the screen was open"];
        Assert.Equal(expected, report!.Gaps.Where(gap => gap.Sensor == Sensor.Page).Select(gap => gap.Detail));
    }

    [Fact]
    public async Task A_lost_connection_is_recorded_until_it_is_back()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 1);
        var (lost, back) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var following = app.Get<SessionFeed>()
            .Follow(
                access.SessionId,
                news =>
                {
                    if (news is ViolationNews { Change: { Span.Kind.Id: "network_lost" } change })
                        (change.Kind == Core.Rules.ChangeKind.Ended ? back : lost).TrySetResult();
                }
            );

        await hub.StopAsync(TestContext.Current.CancellationToken);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var again = await ConnectAsync();
        await again.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null);

        await back.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stranger_cannot_send_for_a_candidate()
    {
        var (mine, _) = await JoinAsync();
        var (_, other) = await JoinAsync();
        var stranger = await ConnectAsync();

        Assert.False((await stranger.InvokeAsync<JoinReply>("Join", mine.SessionId.ToString(), "wrong token", true, null)).Joined);
        Assert.False((await stranger.InvokeAsync<JoinReply>("Join", "no id", null, true, null)).Joined);
        Assert.Equal("not_joined", (await stranger.InvokeAsync<FrameAck>("Frame", Astronaut[..2_000], 1)).Refused);
        Assert.Equal("not_joined", await stranger.InvokeAsync<string?>("Signal", "id-1", null, new PageAct("copy_attempt", null)));
        Assert.Equal("not_preparing", (await stranger.InvokeAsync<ReferenceReply>("TakeReference", Astronaut[..2_000])).Outcome);
        await other.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.False((await app.Get<SessionOpener>().FindAsync(mine, default))!.HasReference);
    }

    [Fact]
    public async Task An_enrolled_student_is_compared_with_the_enrolment()
    {
        var enrolled = await app.Get<Enrolment>().EnrolAsync(Student.OwnPages, "enrolled", "Ada", Astronaut, default);
        var (same, samePage) = await JoinAsync("enrolled");
        var (other, otherPage) = await JoinAsync("enrolled");

        var match = await samePage.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        var stranger = await otherPage.InvokeAsync<ReferenceReply>("TakeReference", TestFaces.Stranger);

        Assert.Equal(new EnrolmentResult(null, false), enrolled);
        Assert.Equal("accepted", match.Outcome);
        Assert.Equal("not_the_enrolled", stranger.Outcome);
        await app.Get<SessionOpener>().StartAsync(other, default);
        var report = await app.Get<SessionCloser>().SubmitAsync(other, null, default);
        Assert.Contains(
            "unlike the enrolment",
            Assert.Single(report!.Violations, violation => violation.Type == "face_mismatch").Detail,
            StringComparison.Ordinal
        );
        Assert.True((await app.Get<SessionOpener>().FindAsync(same, default))!.HasReference);
    }

    [Fact]
    public async Task A_link_to_a_picture_opens_that_picture_and_no_other()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(access, default);
        var picture = Guid.NewGuid();
        var violation = Guid.NewGuid();
        await app.Get<IEvidenceStore>().PutAsync("a/b", Astronaut, default);
        await using (
            var db = await app.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ProctoringDb>>()
                .CreateDbContextAsync(TestContext.Current.CancellationToken)
        )
        {
            db.Add(
                new Core.Exams.ProctoringViolation
                {
                    Id = violation,
                    SessionId = access.SessionId,
                    Type = "t",
                    Title = "t",
                    BeganAt = DateTime.UtcNow,
                    Evidence =
                    [
                        new()
                        {
                            Id = picture,
                            StoreKey = "a/b",
                            Sha256 = "",
                            ContentType = "image/jpeg",
                            TakenAt = DateTime.UtcNow,
                        },
                    ],
                }
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var client = app.CreateClient();
        var link = app.Get<EvidenceLinks>().For(access, picture);
        var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(Astronaut, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (
                await client.GetAsync(
                    link.Replace(picture.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal),
                    TestContext.Current.CancellationToken
                )
            ).StatusCode
        );
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (await client.GetAsync(link[..link.IndexOf('?', StringComparison.Ordinal)], TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public async Task A_connection_that_joins_another_session_leaves_the_first()
    {
        var (first, hub) = await JoinAsync("first");
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionOpener>().StartAsync(first, default);
        await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 1);
        var session = app.Get<LiveSessions>().Find(first.SessionId)!;
        Assert.True(session.Sender.Stands);
        var second = await app.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "second",
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                default
            );

        Assert.True((await hub.InvokeAsync<JoinReply>("Join", second.SessionId.ToString(), second.Token, true, null)).Joined);

        Assert.False(session.Sender.Stands);
    }

    [Fact]
    public async Task A_page_from_another_browser_is_stored_with_its_address_and_flagged()
    {
        const string firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
        const string iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1";
        var (access, preparing) = await JoinAsync();
        await preparing.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await preparing.DisposeAsync();
        await app.Get<SessionOpener>().StartAsync(access, default);
        foreach (var (page, agent) in new[] { ("first", firefox), ("reloaded", firefox), ("phone", iphone) })
        {
            var hub = await ConnectAsync(agent);
            Assert.True((await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, page)).Joined);
        }

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);

        var flag = Assert.Single(report!.Violations, violation => violation.Type == "device_changed");
        Assert.Matches("^Safari on iPhone at (127.0.0.1|::1); before: Firefox on Linux at (127.0.0.1|::1)$", flag.Detail);
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var pages = await db
            .CandidatePages.Where(row => row.SessionId == access.SessionId)
            .ToDictionaryAsync(row => row.PageId, TestContext.Current.CancellationToken);
        Assert.Equal((firefox, firefox, iphone), (pages["first"].UserAgent, pages["reloaded"].UserAgent, pages["phone"].UserAgent));
        Assert.All(pages.Values, row => Assert.NotNull(row.Address));
    }

    async Task<(SessionAccess Access, HubConnection Hub)> JoinAsync(string? student = null)
    {
        var access = await app.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = student ?? Guid.NewGuid().ToString("N"),
                    ExamSlug = DemoExam.Slug,
                    Proctored = true,
                    Consented = true,
                },
                default
            );
        var hub = await ConnectAsync();
        Assert.True((await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null)).Joined);
        return (access, hub);
    }

    async Task<HubConnection> ConnectAsync(string? userAgent = null)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(
                app.Address + CandidateHub.Path,
                options =>
                {
                    if (userAgent is not null)
                        options.Headers["User-Agent"] = userAgent;
                }
            )
            .AddMessagePackProtocol()
            .Build();
        // As the page does: the server closes silent connections.
        connection.KeepAliveInterval = TimeSpan.FromSeconds(2);
        connections.Add(connection);
        await connection.StartAsync();
        return connection;
    }

    /// <summary>One server for all tests: each has its own session.</summary>
    public sealed class Server : IAsyncLifetime
    {
        // A lost connection counts at once: the duration is part of the rule, and tested there.
        internal AppServer App { get; } = AppServer.Start(("Proctoring:Rules:network_lost:HoldFor", "00:00:00"));

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
