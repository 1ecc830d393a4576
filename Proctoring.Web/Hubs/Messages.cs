using System.Text.Json;

namespace Proctoring.Web.Hubs;

/// <summary>The answer to Join.</summary>
/// <param name="Joined">False if there is no such session, it is over, or the token belongs to another session.</param>
/// <param name="IntervalMs">The present wait between frames.</param>
/// <param name="MaximumBytes">The largest frame.</param>
/// <param name="StoredSeq">The number up to which the page's signals are stored; 0 if none is, or the page gave no id.</param>
/// <param name="Pieces">Whether the server accepts pictures in pieces and packed sound. Servers that were not updated say nothing.</param>
public sealed record JoinReply(bool Joined, int IntervalMs, int MaximumBytes, int StoredSeq, bool Pieces = false)
{
    public static JoinReply Refused { get; } = new(false, 0, 0, 0);
}

/// <summary>The answer to a picture for the reference.</summary>
/// <param name="Outcome">A <see cref="Proctoring.Core.Sessions.Opening.ReferenceOutcome"/> in lower snake case.</param>
/// <param name="Frame">The index of the used frame among the offered ones and the last.</param>
public sealed record ReferenceReply(string Outcome, int Frame = 0);

/// <summary>The answer to a frame of a request to turn the head.</summary>
/// <param name="Ask">What the candidate should do now: ahead, left, right, up; unavailable if there is no request.</param>
/// <param name="Result">A <see cref="Proctoring.Core.Exams.ChallengeResult"/> in lower snake case; null while the request goes on.</param>
public sealed record TurnReply(string Ask, string? Result = null)
{
    /// <summary>There is no request: the policy asks for none, the session has started, or the attempts are used up.</summary>
    public static TurnReply Unavailable { get; } = new("unavailable");
}

/// <summary>The answer to a frame.</summary>
/// <param name="Seq">The number that the page gave the frame.</param>
/// <param name="NextDelayMs">The wait before the next frame.</param>
/// <param name="Refused">A <see cref="Proctoring.Core.Sessions.Running.Refusal"/> in lower snake case; null if the frame was
/// accepted.</param>
public sealed record FrameAck(int Seq, int NextDelayMs, string? Refused);

/// <summary>The answer to a piece of sound.</summary>
/// <param name="Seq">The number that the page gave the piece.</param>
/// <param name="Refused">A <see cref="Proctoring.Core.Sessions.Running.Refusal"/> in lower snake case; null if the piece was
/// accepted.</param>
public sealed record SoundAck(int Seq, string? Refused);

/// <summary>The whole state of the page. A field is null if the page does not know it.</summary>
/// <param name="TabHidden">The page's tab is not the visible one.</param>
/// <param name="WindowFocused">The page's window has the keyboard.</param>
/// <param name="Fullscreen">The page fills the screen; null if it never did.</param>
/// <param name="CameraRunning">The camera is live, not muted, and its pictures can be encoded.</param>
/// <param name="MicrophoneRunning">The page listens to the microphone.</param>
/// <param name="SecondDisplay">The screen extends over several displays.</param>
/// <param name="DevtoolsOpen">Developer tools seem to be docked beside the page.</param>
/// <param name="CameraLabel">The camera's name for people.</param>
/// <param name="CameraId">The browser's own id of the camera.</param>
/// <param name="MicrophoneState">"on", "off", "muted", "unplugged", "silent" (only zeros) or "failed" (the page can't listen to
/// it).</param>
/// <param name="DroppedSignals">How many signals this load of the page has dropped so far because its buffer was full.</param>
/// <param name="ScreenState">"whole", "unverified", "part", "off", "declined", "ended" or "unavailable"; null if the session asks for no
/// screen.</param>
/// <param name="DroppedSound">How many pieces of sound this load of the page has dropped so far because it could not send them.</param>
/// <param name="DroppedScreens">How many pictures of the screen this load of the page has dropped so far because the line was too
/// slow.</param>
/// <param name="Dialog">The dialog of the browser that has the keyboard: "file" or "screen"; null if none has.</param>
public sealed record PageState(
    bool? TabHidden,
    bool? WindowFocused,
    bool? Fullscreen,
    bool? CameraRunning,
    bool? MicrophoneRunning = null,
    bool? SecondDisplay = null,
    bool? DevtoolsOpen = null,
    string? CameraLabel = null,
    string? CameraId = null,
    string? MicrophoneState = null,
    int? DroppedSignals = null,
    string? ScreenState = null,
    int? DroppedSound = null,
    int? DroppedScreens = null,
    string? Dialog = null
);

/// <summary>An act in the page.</summary>
public sealed record PageAct(string? Type, string? Detail);

/// <summary>Names on the wire.</summary>
internal static class Wire
{
    /// <summary>An enum's name in lower snake case.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
