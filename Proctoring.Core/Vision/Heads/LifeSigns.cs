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

    readonly Queue<(DateTime At, float? Openness, float Mouth, float Yaw, float Pitch)> seen = new();
    DateTime? since;
    DateTime last;

    /// <summary>Records the face of a frame. Returns whether it showed life recently; null if the time was too short.</summary>
    public bool? Saw(DateTime at, float? openness, float mouth, float yaw, float pitch)
    {
        if (since is null || at - last > LongestGap)
            Restart(at);
        last = at;
        seen.Enqueue((at, openness, mouth, yaw, pitch));
        while (at - seen.Peek().At > Window)
            seen.Dequeue();
        if (Range(s => s.Mouth) > Spoke || Range(s => s.Yaw) > Turned || Range(s => s.Pitch) > Turned || Blinked())
            return true;
        return at - since >= Least ? false : null;
    }

    void Restart(DateTime at)
    {
        seen.Clear();
        since = at;
    }

    float Range(Func<(DateTime At, float? Openness, float Mouth, float Yaw, float Pitch), float> of) => seen.Max(of) - seen.Min(of);

    bool Blinked()
    {
        var lids = seen.Select(s => s.Openness).OfType<float>().Order().ToList();
        return lids.Count > 0 && lids[0] < Blink * lids[lids.Count / 2];
    }
}
