namespace Proctoring.Core.Audio;

/// <summary>Remembers the openness of the candidate's mouth in the last seconds, to decide whether it moved during speech.</summary>
internal sealed class MouthMemory
{
    /// <summary>With fewer readings than this, movement is unknown.</summary>
    const int FewestLooks = 4;

    /// <summary>The change that counts as movement. Readings of a closed mouth vary by about a third of it.</summary>
    const float MovedFrom = 0.1f;

    readonly Queue<(DateTime At, float Openness)> looks = new();

    /// <summary>Records the openness of the mouth in a frame, 0–1; null if it was not visible.</summary>
    public void Saw(float? openness, DateTime at)
    {
        if (openness is { } open)
            looks.Enqueue((at, open));
        while (looks.TryPeek(out var oldest) && at - oldest.At > VoiceMemory.Stretch)
            looks.Dequeue();
    }

    /// <summary>Decides whether the mouth moved since then; null if there are too few readings.</summary>
    public bool? MovedSince(DateTime then)
    {
        var seen = looks.Where(look => look.At >= then).Select(look => look.Openness).ToList();
        return seen.Count < FewestLooks ? null : seen.Max() - seen.Min() >= MovedFrom;
    }
}
