using System.Net.NetworkInformation;
using Orleans.Core.Internal;
using Orleans.Serialization;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests that the server runs each session as a grain, also if it is alone.</summary>
public sealed class SessionGrainTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly AppServer app = server.App;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_alone_opens_no_port_for_other_servers()
    {
        await using var second = AppServer.Start();

        // Both have a silo of the same name, and neither listens there.
        Assert.IsType<GrainSessions>(app.Get<IRunningSessions>());
        Assert.Equal(11111, app.Get<ILocalSiloDetails>().SiloAddress.Endpoint.Port);
        Assert.DoesNotContain(11111, IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(point => point.Port));
    }

    [Fact]
    public async Task A_session_answers_while_its_end_waits()
    {
        var access = await StartAsync();
        var running = app.Get<IRunningSessions>();
        Task end;
        using (await app.Get<LiveSessions>().StopAsync(access.SessionId))
        {
            end = running.CloseAsync(access.SessionId, new SessionEnd(SessionStatus.Submitted));

            Assert.Null(await running.LookAsync(access.SessionId).WaitAsync(Patience, Cancellation));
            var frame = await running.TakeFrameAsync(access.SessionId, new CandidateConnection("test"), TestFaces.Candidate);
            Assert.Equal(Refusal.NotRunning, frame);
            Assert.False(end.IsCompleted);
        }

        await end.WaitAsync(Patience, Cancellation);
        Assert.Equal(SessionStatus.Submitted, (await app.Get<SessionOpener>().FindAsync(access, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_session_whose_grain_is_deactivated_is_stored_and_continues_at_the_next_join()
    {
        var access = await StartAsync();
        var running = app.Get<IRunningSessions>();
        var live = app.Get<LiveSessions>();
        List<int> stored = [];
        var connection = new CandidateConnection("test", "page", Stored: stored.Add);
        await running.JoinAsync(access.SessionId, connection, takeOver: true);
        var first = live.Find(access.SessionId)!;
        Assert.Null(await running.TakeSignalAsync(access.SessionId, connection, new PageSignal("page", 1, null, new("paste"))));

        await app.Get<IGrainFactory>()
            .GetGrain<ISessionGrain>(access.SessionId)
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle();
        await first.Reading.WaitAsync(Patience, Cancellation);
        var joined = await running.JoinAsync(access.SessionId, connection, takeOver: true);

        Assert.Equal(1, joined);
        Assert.Equal(2, live.Find(access.SessionId)!.Epoch);
        Assert.Contains(1, stored);
        await running.CloseAsync(access.SessionId, new SessionEnd(SessionStatus.Submitted));
        Assert.True((await app.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Intact);
    }

    [Fact]
    public void A_failure_crosses_servers_as_what_it_is()
    {
        var serializer = app.Get<Serializer>();
        foreach (var failure in new Exception[] { new SessionTakenException(Guid.NewGuid(), 3), new RecordNotStoredException("later") })
        {
            var copy = serializer.Deserialize<Exception>(serializer.SerializeToArray(failure));
            Assert.Equal((failure.GetType(), failure.Message), (copy?.GetType(), copy?.Message));
        }
    }

    async Task<SessionAccess> StartAsync()
    {
        var opener = app.Get<SessionOpener>();
        var request = new SessionRequest
        {
            StudentId = $"student-{Guid.NewGuid():N}",
            ExamSlug = DemoExam.Slug,
            Proctored = true,
            Consented = true,
        };
        var access = await opener.OpenAsync(request, Cancellation);
        Assert.Equal(
            ReferenceOutcome.Accepted,
            (await app.Get<ReferenceTaker>().TakeAsync(access, TestFaces.Candidate, Cancellation)).Outcome
        );
        await opener.StartAsync(access, Cancellation);
        return access;
    }
}
