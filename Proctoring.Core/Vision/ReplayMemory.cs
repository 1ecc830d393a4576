using System.Buffers.Binary;
using System.Security.Cryptography;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>
/// Remembers a session's pictures of the last minutes and detects that they repeat. A living person never returns to exactly the same
/// picture again and again: the body moves by some pixels between any two moments. A recording returns, apart from noise. Not thread-safe.
/// </summary>
/// <remarks>Measurements and limits: docs/accuracy.md, "Replayed video".</remarks>
internal sealed class ReplayMemory
{
    /// <summary>Twelve minutes at two frames a second, for loops of ten minutes. About 1.1 MB.</summary>
    const int Remembered = 1440;

    /// <summary>The number of recent frames that decide: a minute at two frames a second.</summary>
    const int Window = 120;

    /// <summary>In a picture with less contrast, the movement of a person may be as small as noise.</summary>
    const float LeastContrast = 25;

    /// <summary>The distance between two pictures from which a person moved visibly.</summary>
    const float Visible = 0.12f;

    /// <summary>The distance from which a person moved at all.</summary>
    const float Slight = 0.04f;

    /// <summary>Strong noise makes single frames of a still picture differ.</summary>
    const int MostMisses = 2;

    /// <summary>An earlier return is a camera that stutters.</summary>
    static readonly TimeSpan ShortestReturn = TimeSpan.FromSeconds(0.9);

    /// <summary>Within this time a few pictures shown in turn return.</summary>
    static readonly TimeSpan ShortReturn = TimeSpan.FromSeconds(10);

    /// <summary>A shorter loop is found as a few pictures in turn.</summary>
    static readonly TimeSpan ShortestLoop = TimeSpan.FromSeconds(3);

    /// <summary>No person keeps this still for so long, breath and blinks included.</summary>
    static readonly TimeSpan LongestStill = TimeSpan.FromSeconds(45);

    readonly PictureRing ring = new(Remembered);
    readonly LagHistogram lags = new(TimeSpan.FromMinutes(15), Window);
    readonly Queue<Return> returns = new();
    readonly byte[] current = new byte[PictureCells.Count];
    readonly byte[] asked = new byte[PictureCells.Count];
    readonly byte[] anchor = new byte[PictureCells.Count];
    DateTime stillSince;
    int stillFrames;
    int stillChanges;
    int stillMisses;

    /// <summary>Compares the next picture, in which a face is in view, with the earlier ones.</summary>
    /// <param name="cells">Its grey cells, 64 × 48.</param>
    /// <param name="contrast">The standard deviation of its luminance.</param>
    /// <param name="at">The time of the frame, UTC.</param>
    /// <returns>The comparison; null if the picture shows too little to compare.</returns>
    public SeenReplay? Saw(byte[] cells, float contrast, DateTime at)
    {
        if (contrast < LeastContrast)
            return null;
        PictureCells.Shrink(cells, current);
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(cells));
        Compare(hash, contrast, at);
        FollowStill(hash, at);
        ring.Add(current, hash, at);
        return Judge(at);
    }

    SeenReplay Judge(DateTime at)
    {
        // A picture that does not change at all is a frozen camera, which has a separate rule.
        var still = at - stillSince >= LongestStill && stillFrames >= Window / 6;
        if (still && 10 * stillChanges >= stillFrames)
            return new SeenReplay(ReplayPattern.Still, stillFrames, stillFrames, at - stillSince);
        var soon = returns.Count(found => found.After <= ShortReturn);
        var exact = returns.Count(found => found.Exact);
        // Two or a few pictures in turn, in whatever order.
        if (returns.Count >= Window / 3 && 2 * soon >= returns.Count)
            return Returning(soon, Median(found => found.After <= ShortReturn));
        if (lags.Peak() is { } peak)
            return Returning(peak.Frames, peak.Lag);
        return exact >= 4 ? Returning(exact, Median(found => found.Exact)) : SeenReplay.None;
    }

    SeenReplay Returning(int repeated, TimeSpan period) => new(ReplayPattern.Returning, repeated, returns.Count, period);

    TimeSpan Median(Func<Return, bool> which)
    {
        var times = returns.Where(which).Select(found => found.After!.Value).Order().ToList();
        return times[times.Count / 2];
    }

    /// <summary>Finds the earlier pictures that equal this one, with a different one between them.</summary>
    void Compare(ulong hash, float contrast, DateTime at)
    {
        var (farthest, soonest, same) = (0f, default(Return), new List<TimeSpan>());
        var middle = PictureCells.MiddleOf(current);
        for (var back = 1; back <= ring.Count; back++)
        {
            var earlier = ring.Back(back);
            var exact = earlier.Hash == hash;
            var ago = at - earlier.At;
            if (exact || (PictureCells.MiddlesAreEqual(middle, earlier.Middle) && PictureCells.AreEqual(current, earlier.Cells)))
            {
                if (farthest >= Slight && ago >= ShortestLoop)
                    same.Add(ago);
                if (farthest >= Visible && ago >= ShortestReturn && (soonest.After is null || (exact && !soonest.Exact)))
                    soonest = new Return(soonest.After ?? ago, exact);
            }
            else if (farthest < Visible)
            {
                farthest = Math.Max(farthest, PictureCells.Distance(current, earlier.Cells, contrast));
            }
        }

        // A person who keeps still for some seconds is one picture, not ten that return after the same time.
        if (ring.Count == 0 || PictureCells.Distance(current, asked, contrast) >= Slight)
        {
            current.CopyTo(asked, 0);
            lags.Add(same, ring.Count == 0 ? TimeSpan.Zero : at - ring.Back(ring.Count).At);
        }

        returns.Enqueue(soonest);
        if (returns.Count > Window)
            returns.Dequeue();
    }

    void FollowStill(ulong hash, DateTime at)
    {
        var equal = ring.Count > 0 && PictureCells.AreEqual(current, anchor);
        stillMisses = equal ? 0 : stillMisses + 1;
        if (ring.Count == 0 || stillMisses > MostMisses)
        {
            current.CopyTo(anchor, 0);
            (stillSince, stillFrames, stillChanges, stillMisses) = (at, 1, 0, 0);
            return;
        }

        stillFrames++;
        if (ring.Back(1).Hash != hash)
            stillChanges++;
    }

    /// <summary>The last return of a picture.</summary>
    /// <param name="After">The time since the same picture was shown; null if it is new.</param>
    /// <param name="Exact">Whether even the noise is equal.</param>
    readonly record struct Return(TimeSpan? After, bool Exact);
}
