namespace Proctoring.Core.Vision.Heads;

/// <summary>Watches over some time whether a face does what a picture of one doesn't: blink, speak, turn. Not thread-safe.</summary>
internal sealed class LifeSigns
{
    /// <summary>How far back it looks. Readers blink five times a minute or less, and two frames a second see one blink of three.</summary>
    static readonly TimeSpan Window = TimeSpan.FromSeconds(45);

    /// <summary>Watched for less than this, a quiet face says nothing.</summary>
    static readonly TimeSpan Least = TimeSpan.FromSeconds(40);

    static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>Lids that come this much nearer than usual (share of the median) have blinked.</summary>
    const float Blink = 0.55f;

    /// <summary>Lips that moved by more than this, of the mouth's width; the mesh trembles by some hundredths.</summary>
    const float Spoke = 0.12f;

    /// <summary>A head that turned by more than this, degrees; a print that is held in a hand sways by less.</summary>
    const float Turned = 15;

    readonly Queue<(DateTime At, float? Openness, float Mouth, float Yaw, float Pitch)> seen = new();
    DateTime? since;
    DateTime last;

    /// <summary>Takes one frame's face and says whether it showed life lately; null while it was watched too briefly.</summary>
    public bool? Saw(DateTime at, float? openness, float mouth, float yaw, float pitch)
    {
        if (since is null || at - last > LongestGap) Restart(at);
        last = at;
        seen.Enqueue((at, openness, mouth, yaw, pitch));
        while (at - seen.Peek().At > Window) seen.Dequeue();
        if (Range(s => s.Mouth) > Spoke || Range(s => s.Yaw) > Turned || Range(s => s.Pitch) > Turned || Blinked()) return true;
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
