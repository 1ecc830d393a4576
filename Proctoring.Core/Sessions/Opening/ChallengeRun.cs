using System.Security.Cryptography;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Judges one request to turn the head, frame by frame: the candidate looks ahead, turns as asked, looks ahead again, and turns
/// once more. Its only clock is that of the frames. Not thread-safe.</summary>
internal sealed class ChallengeRun(IReadOnlyList<HeadTurn> turns, DateTime askedAt, TimeSpan? stepWithin = null)
{
    /// <summary>The generous time for each step: reading it, understanding it and moving.</summary>
    public static readonly TimeSpan StepWithin = TimeSpan.FromSeconds(15);

    /// <summary>The time of the whole request in steps, whatever the line does.</summary>
    const int AllWithinSteps = 8;

    /// <summary>A longer time between two frames is the line's, and does not count as the candidate's.</summary>
    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    /// <summary>A turn counts if so many frames in a row show it.</summary>
    const int FramesInARow = 2;

    /// <summary>The frames that give the pose ahead.</summary>
    const int FramesAhead = 3;

    /// <summary>The frames of looking ahead differ by less than this in degrees.</summary>
    const float Calm = 6;

    /// <summary>The farthest pose in degrees that can be the one ahead, for a camera beside or below the screen.</summary>
    const float MostAhead = 25;

    /// <summary>The turn in degrees from the pose ahead, and the shift of the nose that belongs to it. On AFLW2000-3D the nose shifts by
    /// 0.01 for each degree of yaw, and by 0.01 for each degree of pitch (docs/accuracy.md, Turning the head).</summary>
    const float LeastYaw = 15;
    const float LeastAlong = 0.2f;
    const float LeastPitch = 8;
    const float LeastDown = 0.11f;
    const float AlongOfDegree = 0.0105f;

    /// <summary>A flat picture must be turned so far for the same shift that it becomes visibly narrow. A head becomes narrower only by the
    /// cosine of its turn; the margin is for the noise of the mesh.</summary>
    const float MostNarrow = 0.12f;
    const float MostShort = 0.2f;

    /// <summary>Back ahead: the nose is close to its first place.</summary>
    const float BackAlong = 0.09f;
    const float BackDown = 0.06f;

    /// <summary>The share of frames that must show the face, so that not turning is the candidate's and not the picture's.</summary>
    const double LeastSeen = 0.6;

    readonly TimeSpan step = stepWithin ?? StepWithin;
    readonly List<HeadShape> ahead = [];
    readonly Dictionary<ChallengeReason, int> lacks = [];
    HeadShape? usual;
    HeadShape? last;
    DateTime? lastAt;
    TimeSpan spent;
    int done;
    int inARow;
    int frames;
    int seen;
    bool back;
    bool flat;

    /// <summary>The turns, in their order.</summary>
    public IReadOnlyList<HeadTurn> Turns => turns;

    /// <summary>When the candidate was asked, UTC.</summary>
    public DateTime AskedAt => askedAt;

    /// <summary>The result; null while it runs.</summary>
    public (ChallengeResult Result, ChallengeReason Reason)? Outcome { get; private set; }

    /// <summary>What the candidate should do now; null if they should look ahead.</summary>
    public HeadTurn? Wanted => usual is null || back || done == turns.Count ? null : turns[done];

    /// <summary>Chooses two turns that cannot be foreseen: one to a side and one up, in either order.</summary>
    public static IReadOnlyList<HeadTurn> Choose()
    {
        var side = RandomNumberGenerator.GetInt32(2) == 0 ? HeadTurn.Left : HeadTurn.Right;
        return RandomNumberGenerator.GetInt32(2) == 0 ? [side, HeadTurn.Up] : [HeadTurn.Up, side];
    }

    /// <summary>Reads one frame.</summary>
    /// <param name="at">Its time, UTC.</param>
    /// <param name="sight">The head in the frame.</param>
    public void Saw(DateTime at, HeadSight sight)
    {
        if (Outcome is not null)
            return;
        frames++;
        var gap = at - (lastAt ?? askedAt);
        spent += gap < LongestGap ? gap : LongestGap;
        lastAt = at;
        if (sight.Shape is { } shape)
        {
            seen++;
            Judge(shape);
        }
        else
        {
            (inARow, last) = (0, null);
            lacks[sight.Lack] = lacks.GetValueOrDefault(sight.Lack) + 1;
        }

        if (Outcome is null && (spent > step || IsLate(at)))
            GiveUp(at);
    }

    /// <summary>Time passed without a frame.</summary>
    public void Waited(DateTime at)
    {
        if (Outcome is null && IsLate(at))
            GiveUp(at);
    }

    bool IsLate(DateTime at) => at - askedAt > AllWithinSteps * step;

    void Judge(HeadShape shape)
    {
        // Another face or picture in its place is not a turn.
        if (last is { } former && IsJump(former, shape))
            inARow = 0;
        last = shape;
        if (usual is not { } straight)
            LookAhead(shape);
        else if (back)
            ComeBack(straight, shape);
        else
            Turn(straight, shape, turns[done]);
    }

    void LookAhead(HeadShape shape)
    {
        var isAhead = MathF.Abs(shape.Yaw) <= MostAhead && MathF.Abs(shape.Pitch) <= MostAhead;
        if (!isAhead || ahead.Exists(other => !IsCalm(other, shape)))
            ahead.Clear();
        if (isAhead)
            ahead.Add(shape);
        if (ahead.Count < FramesAhead)
            return;
        usual = ahead[^1] with
        {
            Yaw = ahead.Average(one => one.Yaw),
            Pitch = ahead.Average(one => one.Pitch),
            Along = ahead.Average(one => one.Along),
            Down = ahead.Average(one => one.Down),
            Stretch = ahead.Average(one => one.Stretch),
        };
        NextStep();
    }

    void Turn(HeadShape straight, HeadShape shape, HeadTurn wanted)
    {
        var turned = HasTurned(straight, shape, wanted);
        var solid = turned && IsSolid(straight, shape, wanted);
        flat |= turned && !solid;
        inARow = solid ? inARow + 1 : 0;
        if (inARow < FramesInARow)
            return;
        done++;
        back = done < turns.Count;
        if (!back)
            Outcome = (ChallengeResult.Passed, ChallengeReason.None);
        NextStep();
    }

    void ComeBack(HeadShape straight, HeadShape shape)
    {
        if (MathF.Abs(shape.Along - straight.Along) > BackAlong || MathF.Abs(shape.Down - straight.Down) > BackDown)
            return;
        back = false;
        NextStep();
    }

    void NextStep()
    {
        (spent, inARow, frames, seen, flat) = (TimeSpan.Zero, 0, 0, 0, false);
        lacks.Clear();
    }

    void GiveUp(DateTime at)
    {
        if (IsLate(at) || frames == 0)
            Outcome = (ChallengeResult.NotJudged, ChallengeReason.Late);
        else if (seen < LeastSeen * frames)
            Outcome = (ChallengeResult.NotJudged, lacks.MaxBy(entry => entry.Value).Key);
        else if (usual is null || back)
            Outcome = (ChallengeResult.NotJudged, ChallengeReason.NotAhead);
        else
            Outcome = (ChallengeResult.NotPassed, flat ? ChallengeReason.Flat : ChallengeReason.NotTurned);
    }

    /// <summary>Whether the pose changed as asked. A candidate's left is the picture's right.</summary>
    static bool HasTurned(HeadShape straight, HeadShape shape, HeadTurn wanted) =>
        wanted switch
        {
            HeadTurn.Left => shape.Yaw - straight.Yaw >= LeastYaw,
            HeadTurn.Right => straight.Yaw - shape.Yaw >= LeastYaw,
            _ => shape.Pitch - straight.Pitch >= LeastPitch,
        };

    /// <summary>Whether the nose moved against the rest of the face as that of a head, and not as a flat picture that is turned.</summary>
    static bool IsSolid(HeadShape straight, HeadShape shape, HeadTurn wanted)
    {
        var along = shape.Along - straight.Along;
        var stretch = shape.Stretch - straight.Stretch;
        if (wanted == HeadTurn.Up)
            return straight.Down - shape.Down >= LeastDown && MathF.Abs(stretch) <= MostShort;
        var turned = Math.Clamp(MathF.Abs(along) / AlongOfDegree, 0, 60) * MathF.PI / 180;
        return (wanted == HeadTurn.Left ? along : -along) >= LeastAlong
            && stretch >= MathF.Log(MathF.Cos(turned)) - MostNarrow
            && stretch <= MostNarrow;
    }

    static bool IsCalm(HeadShape one, HeadShape other) =>
        MathF.Abs(one.Yaw - other.Yaw) < Calm && MathF.Abs(one.Pitch - other.Pitch) < Calm;

    static bool IsJump(HeadShape before, HeadShape now) =>
        before.Centre.DistanceTo(now.Centre) > before.Size || now.Size > 1.5f * before.Size || before.Size > 1.5f * now.Size;
}
