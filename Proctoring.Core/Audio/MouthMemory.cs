namespace Proctoring.Core.Audio;

/// <summary>How far the candidate's mouth was open in the last seconds, to tell whether it moved while somebody spoke.</summary>
internal sealed class MouthMemory
{
    /// <summary>Fewer looks than this say nothing about movement.</summary>
    const int FewestLooks = 4;

    /// <summary>A closed mouth seems to open and close by about a third of this, from one frame to the next.</summary>
    const float MovedFrom = 0.1f;

    readonly Queue<(DateTime At, float Openness)> looks = new();

    /// <summary>Takes in a frame's opening of the mouth, 0–1; null where it was not seen.</summary>
    public void Saw(float? openness, DateTime at)
    {
        if (openness is { } open)
            looks.Enqueue((at, open));
        while (looks.TryPeek(out var oldest) && at - oldest.At > VoiceMemory.Stretch)
            looks.Dequeue();
    }

    /// <summary>Whether the mouth moved from then on; null where it was seen too seldom to tell.</summary>
    public bool? MovedSince(DateTime then)
    {
        var seen = looks.Where(look => look.At >= then).Select(look => look.Openness).ToList();
        return seen.Count < FewestLooks ? null : seen.Max() - seen.Min() >= MovedFrom;
    }
}
