using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision.Heads;

/// <summary>
/// What one session remembers of the candidate's head: what is usual for it, what each eye did last (one is read a frame), and signs of life.
/// Not thread-safe: a session's frames are read one after the other.
/// </summary>
internal sealed class HeadMemory
{
    /// <summary>How many frames the candidate's own baseline is made of: ten seconds at two a second.</summary>
    public const int FramesOfBaseline = 20;

    /// <summary>What an eye was seen to do holds for so long, until its next turn.</summary>
    static readonly TimeSpan EyeHolds = TimeSpan.FromSeconds(1.6);

    /// <summary>Turned further than this, degrees, the far eye is too narrow to be read, and nobody's usual pose is.</summary>
    const float ReadableYaw = 30;

    /// <summary>Lowered further than this against the usual pose, degrees, the lids hide the eyes: on the keyboard, not asleep.</summary>
    const float ReadableDrop = -20;

    /// <summary>A camera may stand beside the screen, so a usual pose of so many degrees is believed; a larger one is a head turned away.</summary>
    const float MostUsualTurn = 20;

    /// <summary>The same for where the eyes usually look.</summary>
    const float MostUsualGaze = 0.25f;

    /// <summary>Eyes are closed below this share of their usual openness: of closed eyes 0.10 to 0.19 were measured where 0.335 is the median.</summary>
    const float Closed = 0.5f;

    readonly (EyeReading Reading, DateTime At)?[] eyes = new (EyeReading, DateTime)?[2];
    readonly (Baseline Yaw, Baseline Pitch, Baseline X, Baseline Y, Baseline Openness) usual =
        (new(FramesOfBaseline), new(FramesOfBaseline), new(FramesOfBaseline), new(FramesOfBaseline), new(FramesOfBaseline));

    readonly LifeSigns life = new();
    Eye next;
    DateTime? livenessAt;

    /// <summary>The eye whose turn it is.</summary>
    public Eye NextEye => next;

    /// <summary>Whether the liveness model should look again.</summary>
    public bool LivenessDue(DateTime at, TimeSpan every) => livenessAt is not { } then || at - then >= every;

    /// <summary>Takes note that it did.</summary>
    public void LivenessRead(DateTime at) => livenessAt = at;

    /// <summary>Takes one frame's head and says what it means for this candidate.</summary>
    /// <param name="at">When the frame came.</param>
    /// <param name="pose">How the head is turned.</param>
    /// <param name="mouth">How far the mouth is open.</param>
    /// <param name="eye">The eye whose turn it was; null where it could not be read.</param>
    public SeenHead Saw(DateTime at, HeadPose pose, float mouth, EyeReading? eye)
    {
        eyes[(int)next] = eye is { } reading ? (reading, at) : null;
        next = next == Eye.Left ? Eye.Right : Eye.Left;
        if (MathF.Abs(pose.Yaw) <= ReadableYaw)
        {
            usual.Yaw.Take(pose.Yaw);
            usual.Pitch.Take(pose.Pitch);
        }

        HeadPose? turn = usual is { Yaw.Value: not null } && usual.Yaw.Within(MostUsualTurn) is { } yaw && usual.Pitch.Within(MostUsualTurn) is { } pitch
            ? new HeadPose(pose.Yaw - yaw, pose.Pitch - pitch, pose.Roll)
            : null;
        var readable = MathF.Abs(pose.Yaw) <= ReadableYaw && (turn?.Pitch ?? 0) > ReadableDrop;
        var (gaze, closed) = readable && Both(at) is var (left, right) ? Look(left, right) : default;
        return new SeenHead
        {
            Pose = pose,
            Turn = turn,
            Gaze = gaze,
            EyesClosed = closed,
            MouthOpenness = mouth,
            Covered = false,
            ShowsLife = life.Saw(at, readable ? eye?.Openness : null, mouth, pose.Yaw, pose.Pitch),
        };
    }

    (EyeReading Left, EyeReading Right)? Both(DateTime at) =>
        eyes is [var (left, leftAt), var (right, rightAt)] && at - leftAt <= EyeHolds && at - rightAt <= EyeHolds ? (left, right) : null;

    (Gaze? Gaze, bool? Closed) Look(EyeReading left, EyeReading right)
    {
        var (x, y, openness) = ((left.X + right.X) / 2, (left.Y + right.Y) / 2, (left.Openness + right.Openness) / 2);
        usual.X.Take(x);
        usual.Y.Take(y);
        usual.Openness.Take(openness);
        if (usual.Openness.Value is not { } open || usual.X.Within(MostUsualGaze) is not { } usualX || usual.Y.Within(MostUsualGaze) is not { } usualY)
            return (null, null);
        // Both eyes: a wink, a strand of hair or one blink between two turns closes no eyes.
        var closed = left.Openness < Closed * open && right.Openness < Closed * open;
        var opened = left.Openness >= Closed * open && right.Openness >= Closed * open;
        return (opened ? new Gaze(Math.Clamp(x - usualX, -1, 1), Math.Clamp(y - usualY, -1, 1)) : null, closed);
    }
}
