using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision.Heads;

/// <summary>
/// A session's memory of the candidate's head: its usual pose, the last state of each eye (one is read per frame) and signs of life.
/// Not thread-safe: a session's frames are read one after the other.
/// </summary>
internal sealed class HeadMemory
{
    /// <summary>The number of frames in the candidate's baseline: ten seconds at two a second.</summary>
    public const int FramesOfBaseline = 20;

    /// <summary>How long the state of an eye is valid, until its next turn.</summary>
    static readonly TimeSpan EyeHolds = TimeSpan.FromSeconds(1.6);

    /// <summary>How long a reading is used for an eye that looks the same, before it is repeated.</summary>
    static readonly TimeSpan LongestSame = TimeSpan.FromSeconds(3);

    /// <summary>Beyond this turn in degrees the far eye is too narrow to be read, and the pose cannot be a usual one.</summary>
    const float ReadableYaw = 30;

    /// <summary>Below the usual pose by more than this in degrees, the lids hide the eyes: the candidate looks at the keyboard.</summary>
    const float ReadableDrop = -20;

    /// <summary>The largest usual pose in degrees, for a camera beside the screen. A larger one is a head turned away.</summary>
    const float MostUsualTurn = 20;

    /// <summary>The same limit for the usual gaze.</summary>
    const float MostUsualGaze = 0.25f;

    /// <summary>Eyes are closed below this share of their usual openness. Closed eyes measured 0.10 to 0.19 with a median of 0.335 for open
    /// ones
    /// (docs/accuracy.md, Limits).</summary>
    const float Closed = 0.5f;

    /// <summary>While the face shows life, no rule uses the score of the liveness model, so its interval is this many times as
    /// long.</summary>
    const int LivenessPause = 3;

    readonly (EyeReading Reading, DateTime At)?[] eyes = new (EyeReading, DateTime)?[2];
    readonly (EyeView View, DateTime ReadAt)?[] views = new (EyeView, DateTime)?[2];
    readonly (Baseline Yaw, Baseline Pitch, Baseline X, Baseline Y, Baseline Openness) usual = (
        new(FramesOfBaseline),
        new(FramesOfBaseline),
        new(FramesOfBaseline),
        new(FramesOfBaseline),
        new(FramesOfBaseline)
    );

    readonly LifeSigns life = new();
    Eye next;
    DateTime? livenessAt;
    bool alive;

    /// <summary>The eye whose turn it is.</summary>
    public Eye NextEye => next;

    /// <summary>The last reading of the eye whose turn it is; null if there is none or it must be repeated.</summary>
    /// <param name="at">The time of the frame. If the server's clock was set back since the reading, it must be repeated.</param>
    public EyeView? Known(DateTime at) =>
        views[(int)next] is var (view, readAt) && at >= readAt && at - readAt <= LongestSame ? view : null;

    /// <summary>Remembers the reading of the eye whose turn it is.</summary>
    public void Remember(EyeView? view, DateTime at)
    {
        if (view is null)
            views[(int)next] = null;
        else if (!ReferenceEquals(views[(int)next]?.View, view))
            views[(int)next] = (view, at);
    }

    /// <summary>Decides whether the pose lets the eyes be read. Otherwise a reading would be of the lids or of the nose.</summary>
    public bool EyesReadable(HeadPose pose) => MathF.Abs(pose.Yaw) <= ReadableYaw && (TurnOf(pose)?.Pitch ?? 0) > ReadableDrop;

    /// <summary>Decides whether the liveness model should run again.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="every">The interval; three times as long while the face shows life.</param>
    public bool LivenessDue(DateTime at, TimeSpan every) =>
        livenessAt is not { } then || at - then >= (alive ? LivenessPause * every : every);

    /// <summary>Records a run of the liveness model.</summary>
    public void LivenessRead(DateTime at) => livenessAt = at;

    /// <summary>Records the head of a frame relative to the candidate's usual pose.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="pose">The pose of the head.</param>
    /// <param name="mouth">The openness of the mouth.</param>
    /// <param name="eye">The eye whose turn it was; null if it could not be read.</param>
    public SeenHead Saw(DateTime at, HeadPose pose, float mouth, EyeReading? eye)
    {
        var side = next;
        eyes[(int)side] = eye is { } reading ? (reading, at) : null;
        next = side == Eye.Left ? Eye.Right : Eye.Left;
        if (MathF.Abs(pose.Yaw) <= ReadableYaw)
        {
            usual.Yaw.Take(pose.Yaw);
            usual.Pitch.Take(pose.Pitch);
        }

        var (turn, readable) = (TurnOf(pose), EyesReadable(pose));
        var showsLife = life.Saw(at, side, readable ? eye?.Openness : null, mouth, pose.Yaw, pose.Pitch);
        alive = showsLife == true;
        var (gaze, closed) = readable && Both(at) is var (left, right) ? Look(left, right) : default;
        return new SeenHead
        {
            Pose = pose,
            Turn = turn,
            Gaze = gaze,
            EyesClosed = closed,
            MouthOpenness = mouth,
            Covered = false,
            ShowsLife = showsLife,
        };
    }

    /// <summary>The pose relative to the usual one; null until that is known.</summary>
    HeadPose? TurnOf(HeadPose pose) =>
        usual is { Yaw.Value: not null } && usual.Yaw.Within(MostUsualTurn) is { } yaw && usual.Pitch.Within(MostUsualTurn) is { } pitch
            ? new HeadPose(pose.Yaw - yaw, pose.Pitch - pitch, pose.Roll)
            : null;

    (EyeReading Left, EyeReading Right)? Both(DateTime at) =>
        eyes is [var (left, leftAt), var (right, rightAt)] && at - leftAt <= EyeHolds && at - rightAt <= EyeHolds ? (left, right) : null;

    (Gaze? Gaze, bool? Closed) Look(EyeReading left, EyeReading right)
    {
        var (x, y, openness) = ((left.X + right.X) / 2, (left.Y + right.Y) / 2, (left.Openness + right.Openness) / 2);
        usual.X.Take(x);
        usual.Y.Take(y);
        usual.Openness.Take(openness);
        if (
            usual.Openness.Value is not { } open
            || usual.X.Within(MostUsualGaze) is not { } usualX
            || usual.Y.Within(MostUsualGaze) is not { } usualY
        )
            return (null, null);
        // Both eyes must be closed: a wink, a strand of hair or one blink does not count.
        var closed = left.Openness < Closed * open && right.Openness < Closed * open;
        var opened = left.Openness >= Closed * open && right.Openness >= Closed * open;
        return (opened ? new Gaze(Math.Clamp(x - usualX, -1, 1), Math.Clamp(y - usualY, -1, 1)) : null, closed);
    }
}
