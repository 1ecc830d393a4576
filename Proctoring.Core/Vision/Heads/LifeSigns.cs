namespace Proctoring.Core.Vision.Heads;

/// <summary>Detects signs of life over time that a picture does not show: blinks, speech, turns. Not thread-safe.</summary>
internal sealed class LifeSigns
{
    /// <summary>
    /// The observed time. People who read blink five times a minute or less, and two frames a second catch one blink in three.
    /// </summary>
    static readonly TimeSpan Window = TimeSpan.FromSeconds(45);

    /// <summary>A quiet face observed for less than this proves nothing.</summary>
    static readonly TimeSpan Least = TimeSpan.FromSeconds(40);

    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>Lids this much closer than usual, as a share of the median, are a blink.</summary>
    const float Blink = 0.55f;

    /// <summary>Lips that moved by more than this share of the mouth's width spoke; the mesh itself varies by some hundredths.</summary>
    const float Spoke = 0.12f;

    /// <summary>A head that turned by more than this in degrees is alive; a print held in a hand sways less.</summary>
    const float Turned = 15;

    readonly Queue<(DateTime At, Eye Eye, float? Openness, float Mouth, float Yaw, float Pitch)> seen = new();
    readonly List<float> lids = [];
    DateTime? since;
    DateTime last;

    /// <summary>Records the face of a frame. Returns whether it showed life recently; null if the time was too short.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="eye">The eye that was read.</param>
    /// <param name="openness">Its openness; null if it could not be read.</param>
    /// <param name="mouth">The openness of the mouth.</param>
    /// <param name="yaw">The turn of the head, degrees.</param>
    /// <param name="pitch">Its tilt up or down, degrees.</param>
    public bool? Saw(DateTime at, Eye eye, float? openness, float mouth, float yaw, float pitch)
    {
        if (since is null || at - last > LongestGap)
            Restart(at);
        last = at;
        seen.Enqueue((at, eye, openness, mouth, yaw, pitch));
        while (at - seen.Peek().At > Window)
            seen.Dequeue();
        if (Moved() || Blinked(Eye.Left) || Blinked(Eye.Right))
            return true;
        return at - since >= Least ? false : null;
    }

    void Restart(DateTime at)
    {
        seen.Clear();
        since = at;
    }

    /// <summary>Decides whether the lips or the head moved in the observed time.</summary>
    bool Moved()
    {
        var first = seen.Peek();
        var (mouth, yaw, pitch) = ((first.Mouth, first.Mouth), (first.Yaw, first.Yaw), (first.Pitch, first.Pitch));
        foreach (var frame in seen)
        {
            mouth = Widened(mouth, frame.Mouth);
            yaw = Widened(yaw, frame.Yaw);
            pitch = Widened(pitch, frame.Pitch);
        }

        return mouth.Item2 - mouth.Item1 > Spoke || yaw.Item2 - yaw.Item1 > Turned || pitch.Item2 - pitch.Item1 > Turned;
    }

    static (float, float) Widened((float Low, float High) range, float value) => (Math.Min(range.Low, value), Math.Max(range.High, value));

    /// <summary>Decides whether an eye was closed in the observed time. The other eye may always be narrower, in a picture too.</summary>
    bool Blinked(Eye eye)
    {
        lids.Clear();
        foreach (var frame in seen)
        {
            if (frame.Eye == eye && frame.Openness is { } openness)
                lids.Add(openness);
        }

        lids.Sort();
        return lids.Count > 0 && lids[0] < Blink * lids[lids.Count / 2];
    }
}
