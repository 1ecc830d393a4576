using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>A connection that ended must not become the sender of a session: the candidate's next one could not send.</summary>
public sealed class EndedConnectionTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>SignalR reports the end of a connection while a call of it still waits, for example for the database.</summary>
    [Fact]
    public async Task A_connection_that_ends_while_it_joins_does_not_keep_the_next_one_from_sending()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        using var context = new Connection("dead");
        using var hub = new CandidateHub(
            host.Get<SessionOpener>(),
            host.Get<IRunningSessions>(),
            host.Get<ReferenceTaker>(),
            host.Get<IdentityRequests>(),
            host.Get<HeadChallenges>(),
            new StoredNotices(null!, NullLogger<StoredNotices>.Instance),
            new IncompletePictures(host.Clock, NullLogger<IncompletePictures>.Instance),
            host.Get<PendingJoins>(),
            host.Get<FramePace>(),
            host.Get<IOptions<ProctoringOptions>>(),
            host.Clock
        )
        {
            Context = context,
        };
        Task<JoinReply> joining;
        // The session moves or is opened again, which takes a while.
        using (await host.Get<LiveSessions>().StopAsync(access.SessionId, goesOn: true))
        {
            joining = hub.Join(access.SessionId.ToString(), access.Token, takeOver: false, pageId: "page");
            while (context.Items.Count == 0)
                await Task.WhenAny(joining, Task.Delay(10, Cancellation)).Unwrap();
            context.Abort();
            await hub.OnDisconnectedAsync(null);
            Assert.False(joining.IsCompleted);
        }

        await joining;

        Assert.NotEqual<bool?>(true, host.Live(access).Sender.Stands);
        await host.Get<IRunningSessions>().JoinAsync(access.SessionId, new CandidateConnection("next", "page"), takeOver: false);
        Assert.Equal("next", host.Live(access).Sender.Current);
    }

    /// <summary>Calls to another server can overtake each other.</summary>
    [Fact]
    public async Task A_frame_that_arrives_after_the_end_of_its_connection_does_not_bring_it_back()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var running = host.Get<IRunningSessions>();
        await running.LeaveAsync(access.SessionId, "test");

        var refusal = await running.TakeFrameAsync(
            access.SessionId,
            new CandidateConnection("test"),
            ScriptedFrameReader.Frame(Scene.OneFace)
        );

        Assert.Equal(Refusal.NotJoined, refusal);
        Assert.False(host.Live(access).Sender.Stands);
    }

    sealed class Connection(string id) : HubCallerContext, IDisposable
    {
        readonly CancellationTokenSource aborted = new();

        public override string ConnectionId => id;

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new ConnectionItems();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => aborted.Token;

        public override void Abort() => aborted.Cancel();

        public void Dispose() => aborted.Dispose();
    }
}
