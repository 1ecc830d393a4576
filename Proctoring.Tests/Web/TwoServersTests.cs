using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Faults;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Two servers on one database in this process: pages, staff and calls on one of them reach a session on the other.</summary>
public sealed class TwoServersTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    TestDatabase database = null!;
    AppServer one = null!;
    AppServer other = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateMigratedAsync(DatabaseKind.Postgres);
        (one, other) = (Start(), Start());
        await UntilAsync(() => one.Get<ClusterServers>().Others.Count == 1 && other.Get<ClusterServers>().Others.Count == 1);
        await UntilAsync(() => one.Get<ThisServer>().Observer is not null && other.Get<ThisServer>().Observer is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await other.DisposeAsync();
        await one.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_watched_controlled_and_ended_from_another_server()
    {
        var access = await StartSessionAsync();
        var (here, there) = (one.Get<IRunningSessions>(), other.Get<IRunningSessions>());
        var page = new CandidateConnection("page");
        await here.JoinAsync(access.SessionId, page, takeOver: true);
        Assert.NotNull(one.Get<LiveSessions>().Find(access.SessionId));
        var (candidate, staff) = (Follow(one, access), Follow(other, access));
        await using var db = database.Open();
        var proctor = await db.HireAsync("Pia", StaffRoles.Administrator);
        await UntilAsync(() => Followed(access) == 2);

        // The live wall of the other server shows the state and the picture.
        Assert.Null(await here.TakeFrameAsync(access.SessionId, page, TestFaces.Empty));
        await UntilAsync(async () => await there.PictureAsync(access.SessionId) is { Length: > 0 });
        Assert.Equal(true, (await there.LookAsync([access.SessionId]))[access.SessionId].Connected);
        Assert.Equal(await here.PictureAsync(access.SessionId), await there.PictureAsync(access.SessionId));
        await UntilAsync(() => staff.OfType<WatchNews>().Any());

        // A proctor on the other server writes, and the candidate answers.
        await other.Get<Interventions>().WriteAsync(proctor, access.SessionId, "Please look at the screen.", Cancellation);
        await UntilAsync(() => candidate.OfType<MessageNews>().Any());
        await one.Get<CandidateMessages>().WriteAsync(access, "I do.", null, Cancellation);
        await UntilAsync(() => staff.OfType<CandidateMessageNews>().Any(news => news.Text == "I do."));
        Assert.Equal(ReviewOutcome.Done, await other.Get<Interventions>().AddTimeAsync(proctor, access.SessionId, 5, "noise", default));
        await UntilAsync(() => candidate.OfType<DeadlineNews>().Any(news => news.Change.Reason == "noise"));

        var sent = await other.Get<Interventions>().WriteToManyAsync(proctor, [access.SessionId], "Ten minutes are left.", Cancellation);
        Assert.Equal(DeliveryState.Sent, Assert.Single(sent).State);
        await UntilAsync(() => candidate.OfType<MessageNews>().Any(news => news.Text == "Ten minutes are left."));
        var flagged = await other.Get<ProctorFlags>().RaiseAsync(proctor, access.SessionId, Severity.High, "He talks.", Cancellation);
        Assert.Equal(ReviewOutcome.Done, flagged);
        Assert.True(await db.EvidenceImages.AnyAsync(image => image.Violation!.Detail == "He talks.", Cancellation));

        Assert.True(await other.Get<SessionCloser>().EndAsync(access.SessionId, "a reason", proctor));
        await UntilAsync(() => candidate.OfType<FinishedNews>().Any() && staff.OfType<FinishedNews>().Any());
        Assert.Single(candidate.OfType<FinishedNews>());
        Assert.Null(one.Get<LiveSessions>().Find(access.SessionId));

        // The proctor readmits the candidate, who comes back to the first server.
        var readmitted = await other.Get<Readmissions>().ReadmitAsync(proctor, access.SessionId, 0, "a mistake", Cancellation);
        Assert.Equal(ReviewOutcome.Done, readmitted);
        await UntilAsync(() => candidate.OfType<DeadlineNews>().Any(news => news.Change.Reason == "a mistake"));
        Assert.NotNull(await here.JoinAsync(access.SessionId, page, takeOver: true));
        await UntilAsync(async () => await there.LookAsync(access.SessionId) is { State: WatchState.Paused, Connected: true });
        Assert.True((await other.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Intact);
    }

    [Fact]
    public async Task A_session_moves_to_the_server_of_its_candidate_and_loses_nothing()
    {
        var access = await StartSessionAsync();
        var (here, there) = (one.Get<IRunningSessions>(), other.Get<IRunningSessions>());
        ConcurrentBag<int> storedHere = [];
        ConcurrentBag<int> storedThere = [];
        var asked = DateTime.UtcNow;
        var first = new CandidateConnection("first", "page", Stored: storedHere.Add, AskedAt: asked);
        await here.JoinAsync(access.SessionId, first, takeOver: true);
        var news = Follow(one, access);
        await UntilAsync(() => Followed(access) == 1);
        Assert.Null(await here.TakeSignalAsync(access.SessionId, first, new PageSignal("page", 1, null, new("copy_attempt"))));

        var second = first with { Id = "second", Stored = storedThere.Add, AskedAt = asked.AddSeconds(1) };
        var stored = await there.JoinAsync(access.SessionId, second, takeOver: true);
        await UntilAsync(() => other.Get<LiveSessions>().Find(access.SessionId) is not null);

        Assert.Null(one.Get<LiveSessions>().Find(access.SessionId));
        Assert.True(stored == 1 || storedHere.Contains(1) || storedThere.Contains(1));
        // Its connection moved with it, and need not join again.
        Assert.Null(await there.TakeSignalAsync(access.SessionId, second, new PageSignal("page", 2, null, new("copy_attempt"))));
        await UntilAsync(() => storedThere.Contains(2));
        // The earlier connection must join again, and does not take the session back: it asked before the other one.
        Assert.Equal(Refusal.NotJoined, await here.TakeFrameAsync(access.SessionId, first, TestFaces.Candidate));
        await here.JoinAsync(access.SessionId, first, takeOver: true);
        Assert.Equal(Refusal.OtherWindow, await here.TakeFrameAsync(access.SessionId, first, TestFaces.Candidate));
        Assert.Null(one.Get<LiveSessions>().Find(access.SessionId));
        // A page of the first server notices that it may have missed something.
        await UntilAsync(() => news.OfType<MissedNews>().Any());
        // A signal from the first server is confirmed there.
        Assert.Null(await here.TakeSignalAsync(access.SessionId, first, new PageSignal("page", 3, null, new("copy_attempt"))));
        await UntilAsync(() => storedHere.Contains(3));

        // A page that connects again replaces its lost connection, whose end was not noticed yet.
        var third = second with { Id = "third", AskedAt = asked.AddSeconds(2) };
        await there.JoinAsync(access.SessionId, third, takeOver: false);
        Assert.Equal("third", other.Get<LiveSessions>().Find(access.SessionId)!.Sender.Current);

        await there.CloseAsync(access.SessionId, new SessionEnd(SessionStatus.Submitted));
        var report = await other.Get<Core.Reports.ReportReader>().FindAsync(access, Cancellation);
        Assert.Equal(3, report!.Violations.Count(violation => violation.Type == "copy_attempt"));
        Assert.DoesNotContain(report.Violations, violation => violation.Type is "monitoring_degraded" or "network_lost");
        Assert.True((await one.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Intact);
    }

    [Fact]
    public async Task A_server_that_drains_is_not_ready_and_gives_its_sessions_away()
    {
        var access = await StartSessionAsync();
        await one.Get<IRunningSessions>().JoinAsync(access.SessionId, new CandidateConnection("page"), takeOver: true);
        using var client = one.CreateClient();
        // It has tried the join of a page first.
        await UntilAsync(async () => (await client.GetAsync("/ready", Cancellation)).StatusCode == HttpStatusCode.OK);
        Assert.True(one.Get<ThisServer>().Warm);

        await one.Get<SessionDrain>().RunAsync(Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/ready", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/ready?draining=404", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
        Assert.Null(one.Get<LiveSessions>().Find(access.SessionId));
        await UntilAsync(() => other.Get<LiveSessions>().Find(access.SessionId) is not null);
        // A page that is still connected here reaches it, and does not bring it back.
        var running = one.Get<IRunningSessions>();
        await running.JoinAsync(access.SessionId, new CandidateConnection("again"), takeOver: true);
        Assert.Null(await running.TakeFrameAsync(access.SessionId, new CandidateConnection("again"), TestFaces.Candidate));
        Assert.Null(one.Get<LiveSessions>().Find(access.SessionId));
    }

    [Fact]
    public async Task A_session_that_comes_back_to_a_server_that_stops_stays_there()
    {
        var access = await StartSessionAsync();
        await one.Get<IRunningSessions>().JoinAsync(access.SessionId, new CandidateConnection("page"), takeOver: true);
        await one.Get<SessionDrain>().RunAsync(Cancellation);
        await UntilAsync(() => other.Get<LiveSessions>().Find(access.SessionId) is not null);
        await other.Get<SessionDrain>().RunAsync(Cancellation);
        await UntilAsync(() => one.Get<LiveSessions>().Find(access.SessionId) is not null);

        await one.Get<SessionDrain>().RunAsync(Cancellation);

        Assert.NotNull(one.Get<LiveSessions>().Find(access.SessionId));
        Assert.Null(other.Get<LiveSessions>().Find(access.SessionId));
    }

    [Fact]
    public async Task A_page_that_leaves_while_its_session_moves_is_not_connected_afterwards()
    {
        var access = await StartSessionAsync();
        var running = one.Get<IRunningSessions>();
        await running.JoinAsync(access.SessionId, new CandidateConnection("page"), takeOver: true);
        var target = other.Get<LiveSessions>();
        Task draining;
        // The target takes long to open the session.
        using (await target.StopAsync(access.SessionId))
        {
            draining = one.Get<SessionDrain>().RunAsync(Cancellation);
            await UntilAsync(() => !one.Get<LiveSessions>().Holds(access.SessionId));
            await running.LeaveAsync(access.SessionId, "page");
            Assert.Null(target.Find(access.SessionId));
        }

        await draining;
        await UntilAsync(() => target.Find(access.SessionId) is not null);
        // It answers after the connection has moved too.
        await running.OpenAsync(access.SessionId);
        Assert.NotEqual<bool?>(true, target.Find(access.SessionId)!.Sender.Stands);
    }

    [Fact]
    public async Task A_page_keeps_its_connection_while_its_session_moves()
    {
        var access = await StartSessionAsync();
        await using var page = await JoinAsync(one, access);

        await one.Get<SessionDrain>().RunAsync(Cancellation);

        Assert.NotNull(other.Get<LiveSessions>().Find(access.SessionId));
        Assert.Null((await page.InvokeAsync<FrameAck>("Frame", TestFaces.Candidate, 1, Cancellation)).Refused);
        // A page that connects again may come back to this server, which serves it until it ends.
        await using var again = await JoinAsync(one, access);
        Assert.Null((await again.InvokeAsync<FrameAck>("Frame", TestFaces.Candidate, 1, Cancellation)).Refused);
    }

    AppServer Start() =>
        AppServer.Start(
            ("ConnectionStrings:Proctoring", database.Connection!),
            ("Proctoring:Storage:Evidence", "Database"),
            ("Proctoring:Storage:Keys", "Database"),
            ("Proctoring:Cluster:Address", $"127.0.0.1:{ServerProcess.FreePort()}")
        );

    static async Task<HubConnection> JoinAsync(AppServer server, SessionAccess access)
    {
        var hub = new HubConnectionBuilder().WithUrl(server.Address + CandidateHub.Path).AddMessagePackProtocol().Build();
        // As the page does: the server closes silent connections.
        hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
        await hub.StartAsync(Cancellation);
        var reply = await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null, Cancellation);
        Assert.True(reply.Joined);
        return hub;
    }

    async Task<SessionAccess> StartSessionAsync()
    {
        var request = new SessionRequest
        {
            StudentId = "student-1",
            ExamSlug = DemoExam.Slug,
            Proctored = true,
            Consented = true,
        };
        var access = await one.Get<SessionOpener>().OpenAsync(request, Cancellation);
        await one.Get<ReferenceTaker>().TakeAsync(access, TestFaces.Candidate, Cancellation);
        await one.Get<SessionOpener>().StartAsync(access, Cancellation);
        return access;
    }

    static ConcurrentQueue<SessionNews> Follow(AppServer server, SessionAccess access)
    {
        ConcurrentQueue<SessionNews> news = [];
        server.Get<SessionFeed>().Follow(access.SessionId, news.Enqueue);
        return news;
    }

    /// <summary>How many servers follow a session.</summary>
    int Followed(SessionAccess access) => new[] { one, other }.Count(server => server.Get<NewsRelay>().Follows(access.SessionId));

    static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var began = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(50, Cancellation))
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The servers did not get there.");
    }
}
