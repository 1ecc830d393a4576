using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Evidence;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The door over a real connection, with real models and real pictures.</summary>
public sealed class CandidateHubTests : IAsyncLifetime
{
    readonly AppServer app = AppServer.Start();
    readonly List<HubConnection> connections = [];

    static byte[] Astronaut => TestFaces.Candidate;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_face_is_taken_as_the_reference_and_its_frames_are_read()
    {
        var (access, hub) = await JoinAsync();

        var reference = await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionRegister>().StartAsync(access, default);
        var ack = await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 7);

        Assert.Equal("accepted", reference.Outcome);
        Assert.Equal(new FrameAck(7, 500, null), ack);
        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Equal((1, 0), (report!.FramesRead, report.FramesRefused));
    }

    [Fact]
    public async Task A_picture_without_a_face_is_no_reference()
    {
        var (access, hub) = await JoinAsync();

        var reply = await hub.InvokeAsync<ReferenceReply>("TakeReference", Encoded.Grey(640, 480));
        var broken = await hub.InvokeAsync<ReferenceReply>("TakeReference", new byte[] { 1, 2, 3 });

        Assert.Equal("blocked", reply.Outcome);
        Assert.Equal("not_an_image", broken.Outcome);
        Assert.False((await app.Get<SessionRegister>().FindAsync(access, default))!.HasReference);
    }

    [Fact]
    public async Task What_must_not_pass_is_refused_with_a_reason_and_counted_and_ends_nothing()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.Equal("not_running", (await hub.InvokeAsync<FrameAck>("Frame", Astronaut, 0)).Refused);
        await app.Get<SessionRegister>().StartAsync(access, default);

        Assert.Equal("not_an_image", (await hub.InvokeAsync<FrameAck>("Frame", "no picture"u8.ToArray(), 1)).Refused);
        Assert.Equal("too_large", (await hub.InvokeAsync<FrameAck>("Frame", new byte[600 * 1024], 2)).Refused);
        Assert.Equal("too_many_pixels", (await hub.InvokeAsync<FrameAck>("Frame", Encoded.Header(5000, 400), 3)).Refused);
        var flood = new List<string?>();
        for (var count = 0; count < 20; count++)
            flood.Add((await hub.InvokeAsync<FrameAck>("Frame", Astronaut, count)).Refused);
        Assert.Contains("too_often", flood);
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", "id-1", null, new PageAct("no_such_act", null)));
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", null, null, null));
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("Signal", "id-2", null, new PageAct("copy_attempt", new string('x', 5000))));
        Assert.Null(await hub.InvokeAsync<string?>("Signal", "id-3", new PageState(false, true, null, true), new PageAct("copy_attempt", null)));

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.True(report!.FramesRefused >= 3 + flood.Count(refusal => refusal is not null));
        Assert.Single(report.Violations, violation => violation.Type == "copy_attempt");
    }

    [Fact]
    public async Task Nobody_sends_for_somebody_else()
    {
        var (mine, _) = await JoinAsync();
        var (_, other) = await JoinAsync();
        var stranger = await ConnectAsync();

        Assert.False((await stranger.InvokeAsync<JoinReply>("Join", mine.SessionId.ToString(), "wrong token")).Joined);
        Assert.False((await stranger.InvokeAsync<JoinReply>("Join", "no id", null)).Joined);
        Assert.Equal("not_joined", (await stranger.InvokeAsync<FrameAck>("Frame", Astronaut, 1)).Refused);
        Assert.Equal("not_joined", await stranger.InvokeAsync<string?>("Signal", "id", null, new PageAct("copy_attempt", null)));
        Assert.Equal("not_preparing", (await stranger.InvokeAsync<ReferenceReply>("TakeReference", Astronaut)).Outcome);
        await other.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.False((await app.Get<SessionRegister>().FindAsync(mine, default))!.HasReference);
    }

    [Fact]
    public async Task An_enrolled_student_is_compared_with_the_enrolment()
    {
        var refusal = await app.Get<Enrolment>().EnrolAsync("enrolled", "Ada", Astronaut, default);
        var (same, samePage) = await JoinAsync("enrolled");
        var (_, otherPage) = await JoinAsync("enrolled");

        var match = await samePage.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        var stranger = await otherPage.InvokeAsync<ReferenceReply>("TakeReference", TestFaces.Stranger);

        Assert.Null(refusal);
        Assert.Equal("accepted", match.Outcome);
        Assert.True(match.Similarity > 0.9);
        Assert.Equal("not_the_enrolled", stranger.Outcome);
        Assert.True((await app.Get<SessionRegister>().FindAsync(same, default))!.HasReference);
    }

    [Fact]
    public async Task A_link_to_a_picture_opens_that_picture_and_no_other()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        await app.Get<SessionRegister>().StartAsync(access, default);
        var picture = Guid.NewGuid();
        var violation = Guid.NewGuid();
        await app.Get<IEvidenceStore>().PutAsync("a/b", Astronaut, default);
        await using (var db = await app.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            db.Add(new Core.Violations.ProctoringViolation
            {
                Id = violation,
                SessionId = access.SessionId,
                Type = "t",
                Title = "t",
                BeganAt = DateTime.UtcNow,
                Evidence = [new() { Id = picture, StoreKey = "a/b", Sha256 = "", ContentType = "image/jpeg", TakenAt = DateTime.UtcNow }],
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var client = app.CreateClient();
        var link = app.Get<EvidenceLinks>().For(access, picture);
        var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(Astronaut, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync(link.Replace(picture.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync(link[..link.IndexOf('?', StringComparison.Ordinal)], TestContext.Current.CancellationToken)).StatusCode);
    }

    async Task<(SessionAccess Access, HubConnection Hub)> JoinAsync(string student = "student")
    {
        var access = await app.Get<SessionRegister>().OpenAsync(
            new SessionRequest { StudentId = student, ExamSlug = DemoExam.Slug, Proctored = true, Consented = true }, default);
        var hub = await ConnectAsync();
        Assert.True((await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token)).Joined);
        return (access, hub);
    }

    async Task<HubConnection> ConnectAsync()
    {
        var connection = new HubConnectionBuilder().WithUrl(app.Address + CandidateHub.Path).AddMessagePackProtocol().Build();
        connections.Add(connection);
        await connection.StartAsync();
        return connection;
    }
}
