using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Hubs;

/// <summary>The entry for a candidate's frames, sound and page signals. It checks the sender, the amount and the rate, and passes them on.
/// It analyses nothing, so a busy model never blocks the connection.</summary>
internal sealed partial class CandidateHub(
    SessionOpener opener,
    IRunningSessions running,
    ReferenceTaker references,
    IdentityRequests identities,
    HeadChallenges challenges,
    StoredNotices stored,
    IncompletePictures incomplete,
    PendingJoins pending,
    FramePace pace,
    IOptions<ProctoringOptions> options,
    TimeProvider time
) : Hub
{
    /// <summary>The path under which the hub is mapped.</summary>
    public const string Path = "/hubs/candidate";

    const int LongestToken = 64;
    const int LongestDetail = 100;
    const int LongestDeviceName = 200;
    const int LongestUserAgent = 300;

    PageReading? Reading => Context.Features.Get<JoinGate>()?.Reading;

    JoinedSession? Joined => Context.Items[nameof(JoinedSession)] as JoinedSession;

    /// <summary>Binds this connection to a session. The page calls it after each connection and reconnection.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="token">Its token.</param>
    /// <param name="takeOver">Whether to replace another window that sends; false for an automatic reconnection, which only replaces an
    /// earlier connection of its own page.</param>
    /// <param name="pageId">The page's random name of itself, the same over reconnections; null for a page that numbers no signals.</param>
    public async Task<JoinReply> Join(string? sessionId, string? token, bool takeOver, string? pageId)
    {
        var askedAt = time.GetUtcNow().UtcDateTime;
        var gate = Context.Features.Get<JoinGate>();
        gate?.BeginJoin();
        using var call = Reading?.Begin();
        var reply = JoinReply.Refused;
        try
        {
            return reply = await FindAndJoinAsync(sessionId, token, takeOver, pageId, askedAt);
        }
        finally
        {
            gate?.EndJoin(reply.Joined);
        }
    }

    /// <summary>Accepts one frame. The answer contains the wait before the next.</summary>
    public async Task<FrameAck> Frame(byte[]? jpeg, int seq)
    {
        var refusal = await SendAsync(joined => running.TakeFrameAsync(joined.Access.SessionId, joined.Connection, jpeg));
        return new FrameAck(seq, pace.NextDelayMs, Name(refusal));
    }

    /// <summary>Accepts a picture of the screen. Returns null, or the reason for refusing it.</summary>
    public async Task<string?> Screen(byte[]? jpeg) =>
        Name(await SendAsync(joined => running.TakeScreenAsync(joined.Access.SessionId, joined.Connection, jpeg)));

    /// <summary>Accepts a piece of sound: 16-bit little-endian samples at 16 kHz. It is analysed and not stored, except around a
    /// flag.</summary>
    public async Task<SoundAck> Sound(byte[]? pcm, int seq) =>
        new(seq, Name(await SendAsync(joined => running.TakeSoundAsync(joined.Access.SessionId, joined.Connection, pcm))));

    /// <summary>Accepts a piece of sound that the page packed for a slow line (<see cref="Core.Audio.PackedSound"/>).</summary>
    public async Task<SoundAck> PackedSound(byte[]? packed, int seq)
    {
        // The session counts a piece that is too long or cannot be unpacked, as it counts all sound that it refuses.
        var fits = Joined is not null && packed?.Length <= CandidateHubLimits.MaximumPackedSoundBytes;
        return await Sound(fits ? Core.Audio.PackedSound.Unpack(packed) : null, seq);
    }

    /// <summary>Accepts the page's state, or an act in the page. Returns null, or the reason for refusing it.</summary>
    public async Task<string?> Signal(string? id, PageState? state, PageAct? act)
    {
        if (Joined is null)
            return Wire.Name(Refusal.NotJoined);
        if (SignalId.Parse(id) is not var (pageId, seq) || (state is null && act is null))
            return Wire.Name(Refusal.Malformed);
        if (
            act is not null
            && (
                !BrowserActs.MayReport(act.Type ?? "")
                || act.Detail?.Length > LongestDetail
                || (act.Detail is { } detail && TextCharacters.Mistake(detail) is not null)
            )
        )
            return Wire.Name(Refusal.Malformed);
        if (state?.CameraLabel?.Length > LongestDeviceName || state?.CameraId?.Length > LongestDeviceName)
            return Wire.Name(Refusal.Malformed);
        var signal = new PageSignal(
            pageId,
            seq,
            state is null ? null : PageStates.Of(state),
            act is null ? null : new BrowserAct(act.Type!, act.Detail),
            // PostgreSQL does not store every character that a page can send, and reviewers read the name.
            TextCharacters.Cleaned(state?.CameraLabel ?? "") is { Length: > 0 } label ? new PageCamera(label, state!.CameraId) : null
        );
        return Name(await SendAsync(joined => running.TakeSignalAsync(joined.Access.SessionId, joined.Connection, signal)));
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        DropPieces();
        if (Joined is { } joined)
            await running.LeaveAsync(joined.Access.SessionId, Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    async Task<JoinReply> FindAndJoinAsync(string? sessionId, string? token, bool takeOver, string? pageId, DateTime askedAt)
    {
        if (
            !Guid.TryParse(sessionId, out var id)
            || string.IsNullOrEmpty(token)
            || token.Length > LongestToken
            || (pageId is not null && !SignalId.IsPageId(pageId))
        )
            return JoinReply.Refused;
        using var request = pending.Begin(id);
        var access = new SessionAccess(id, token);
        if (await opener.FindAsync(access, Context.ConnectionAborted) is not { Proctored: true, Finished: false } view)
            return JoinReply.Refused;
        if (Joined is { } earlier && earlier.Access.SessionId != id)
            await running.LeaveAsync(earlier.Access.SessionId, Context.ConnectionId);
        var joined = new JoinedSession(access, ConnectionOf(pageId, askedAt));
        Context.Items[nameof(JoinedSession)] = joined;
        int? storedSeq = null;
        try
        {
            if (view.Status == SessionStatus.Running)
                storedSeq = await running.JoinAsync(id, joined.Connection, takeOver);
        }
        finally
        {
            await LeaveIfEndedAsync(id);
        }

        return new JoinReply(true, pace.NextDelayMs, options.Value.Frames.MaximumBytes, storedSeq ?? 0, Pieces: true);
    }

    async ValueTask<Refusal?> SendAsync(Func<JoinedSession, ValueTask<Refusal?>> send)
    {
        if (Joined is not { } joined)
            return Refusal.NotJoined;
        using var call = Reading?.Begin();
        try
        {
            return await send(joined);
        }
        finally
        {
            await LeaveIfEndedAsync(joined.Access.SessionId);
        }
    }

    /// <summary>Leaves a session again if the connection ended during a call. <see cref="OnDisconnectedAsync"/> does not wait for calls,
    /// and a dead connection that joins after it would keep the candidate's next one from sending.</summary>
    async ValueTask LeaveIfEndedAsync(Guid sessionId)
    {
        if (Context.ConnectionAborted.IsCancellationRequested)
            await running.LeaveAsync(sessionId, Context.ConnectionId);
    }

    CandidateConnection ConnectionOf(string? pageId, DateTime askedAt)
    {
        var http = Context.GetHttpContext();
        var address = http?.Connection.RemoteIpAddress;
        var agent = http?.Request.Headers.UserAgent.ToString() ?? "";
        var connection = Context.ConnectionId;
        return new CandidateConnection(
            connection,
            pageId,
            (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString(),
            agent.Length == 0 ? null : TextCharacters.Beginning(agent, LongestUserAgent),
            seq => stored.Send(connection, seq),
            AskedAt: askedAt
        )
        {
            Reading = Reading,
        };
    }

    static string? Name(Refusal? refusal) => refusal is { } reason ? Wire.Name(reason) : null;

    /// <summary>The session that a connection joined.</summary>
    sealed record JoinedSession(SessionAccess Access, CandidateConnection Connection);
}
