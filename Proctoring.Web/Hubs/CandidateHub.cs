using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Hubs;

/// <summary>
/// The door for a candidate's frames, sound and page signals: who are you, is it small enough, is it too often; then hand over. Nothing is read here,
/// so that a busy model never holds up the connection.
/// </summary>
internal sealed class CandidateHub(
    SessionOpener register, LiveSessions live, ReferenceTaker references, FramePace pace, IOptions<ProctoringOptions> options, TimeProvider time) : Hub
{
    /// <summary>Where the hub is mapped.</summary>
    public const string Path = "/hubs/candidate";

    const int LongestId = 64;
    const int LongestDetail = 100;
    const int LongestDeviceName = 200;

    /// <summary>A picture for the reference costs all models; nobody needs more than one a second for long.</summary>
    static readonly TimeSpan BetweenReferences = TimeSpan.FromSeconds(1);

    const int ReferencesAtOnce = 5;

    /// <summary>Binds this connection to a session; called after each (re)connect.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="token">Its token.</param>
    /// <param name="takeOver">Whether to send in place of another window that does; false for a connection that came back by itself.</param>
    public async Task<JoinReply> Join(string? sessionId, string? token, bool takeOver)
    {
        if (!Guid.TryParse(sessionId, out var id) || string.IsNullOrEmpty(token) || token.Length > LongestId)
            return JoinReply.Refused;
        var access = new SessionAccess(id, token);
        if (await register.FindAsync(access, Context.ConnectionAborted) is not { Proctored: true, Finished: false } view)
            return JoinReply.Refused;
        Context.Items[nameof(SessionAccess)] = access;
        if (view.Status == SessionStatus.Running)
            await live.OpenAsync(id, CancellationToken.None);
        live.Join(id, Context.ConnectionId, takeOver);
        return new JoinReply(true, pace.NextDelayMs, options.Value.Frames.MaximumBytes);
    }

    /// <summary>Reads the reference face from a picture, before the start.</summary>
    public async Task<ReferenceReply> TakeReference(byte[]? jpeg)
    {
        if (Joined is not { } access || jpeg is null)
            return new ReferenceReply(Wire.Name(ReferenceOutcome.NotPreparing));
        if (jpeg.Length > CandidateHubLimits.MaximumFrameBytes)
            return new ReferenceReply(Wire.Name(ReferenceOutcome.TooLarge));
        if (Context.Items[nameof(RateLimit)] is not RateLimit turns)
            Context.Items[nameof(RateLimit)] = turns = new RateLimit(BetweenReferences, ReferencesAtOnce);
        if (!turns.Pass(time.GetUtcNow().UtcDateTime))
            return new ReferenceReply(Wire.Name(ReferenceOutcome.TooOften));
        var result = await references.TakeAsync(access, jpeg, Context.ConnectionAborted);
        return new ReferenceReply(Wire.Name(result.Outcome));
    }

    /// <summary>Takes one frame; the answer says how long to wait for the next.</summary>
    public FrameAck Frame(byte[]? jpeg, int seq)
    {
        var refusal = Joined is not { } access ? Refusal.NotJoined
            : jpeg is null ? Refusal.Malformed
            : live.Take(access.SessionId, Context.ConnectionId, jpeg);
        return new FrameAck(seq, pace.NextDelayMs, refusal is { } reason ? Wire.Name(reason) : null);
    }

    /// <summary>Takes a piece of sound: samples of 16 bits, the low byte first, at 16 kHz. It is listened to and not kept.</summary>
    public SoundAck Sound(byte[]? pcm, int seq)
    {
        var refusal = Joined is not { } access ? Refusal.NotJoined
            : pcm is null ? Refusal.Malformed
            : live.Hear(access.SessionId, Context.ConnectionId, pcm);
        return new SoundAck(seq, refusal is { } reason ? Wire.Name(reason) : null);
    }

    /// <summary>Takes the page's state, or something done in it; null where it was taken.</summary>
    public string? Signal(string? id, PageState? state, PageAct? act)
    {
        if (Joined is not { } access)
            return Wire.Name(Refusal.NotJoined);
        if (id is not { Length: > 0 and <= LongestId } || (state is null && act is null))
            return Wire.Name(Refusal.Malformed);
        if (act is not null && (!BrowserActs.All.Contains(act.Type ?? "") || act.Detail?.Length > LongestDetail || act.Detail?.Any(char.IsControl) == true))
            return Wire.Name(Refusal.Malformed);
        if (state?.CameraLabel?.Length > LongestDeviceName || state?.CameraId?.Length > LongestDeviceName)
            return Wire.Name(Refusal.Malformed);
        var signal = new PageSignal(
            id,
            state is null ? null : StateOf(state),
            act is null ? null : new BrowserAct(act.Type!, act.Detail),
            state?.CameraLabel is { Length: > 0 } label ? new PageCamera(label, state.CameraId) : null);
        return live.Take(access.SessionId, Context.ConnectionId, signal) is { } refusal ? Wire.Name(refusal) : null;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[nameof(SessionAccess)] is SessionAccess access)
            live.Leave(access.SessionId, Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    static BrowserState StateOf(PageState state) => new(
        state.TabHidden, state.WindowFocused, state.Fullscreen, state.CameraRunning, state.SecondDisplay, state.DevtoolsOpen, MicrophoneOf(state), state.DroppedSignals);

    static MicrophoneState? MicrophoneOf(PageState state) => state.MicrophoneState switch
    {
        "on" => MicrophoneState.On,
        "off" => MicrophoneState.Off,
        "muted" => MicrophoneState.Muted,
        "unplugged" => MicrophoneState.Unplugged,
        "silent" => MicrophoneState.Silent,
        "failed" => MicrophoneState.Failed,
        // A page that was loaded before the server was updated knows only whether it listens.
        _ => state.MicrophoneRunning switch { true => MicrophoneState.On, false => MicrophoneState.Off, null => null },
    };

    SessionAccess? Joined
    {
        get
        {
            var access = Context.Items[nameof(SessionAccess)] as SessionAccess;
            // Joined while preparing: the live session came later, and this connection is the one to send.
            if (access is not null)
                live.JoinIfUnowned(access.SessionId, Context.ConnectionId);
            return access;
        }
    }
}

/// <summary>What a connection may send.</summary>
internal static class CandidateHubLimits
{
    /// <summary>The largest picture that is taken, in bytes.</summary>
    public const int MaximumFrameBytes = 512 * 1024;

    /// <summary>A page says something at least every two seconds; one that says nothing for this long is cut off. Shorter than a lost camera's silence.</summary>
    public static readonly TimeSpan CutOffAfter = TimeSpan.FromSeconds(7);

    /// <summary>How often the server says something, so that the page notices too.</summary>
    public static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(3);

    /// <summary>The largest message that is read at all: larger than a frame, so that a frame too large is refused in words; one beyond this ends the connection.</summary>
    public const int MaximumMessageBytes = 2 * 1024 * 1024;
}
