using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>
/// Remembers a session's pictures of the last minutes to notice that they repeat. A person before a camera never gives the same picture
/// twice: the body moves by some pixels between any two moments, and the sensor adds noise. Recorded pictures come back exactly, or with
/// nothing but noise between them. Not thread-safe.
/// </summary>
/// <remarks>Measurements and limits: docs/accuracy.md, "Replayed video".</remarks>
internal sealed class ReplayMemory
{
    /// <summary>Twelve minutes at two frames a second, so that loops of ten minutes are found. About 1.1 MB.</summary>
    const int Remembered = 1440;

    /// <summary>Cells of the picture that is compared: 32×24, each the mean of 400 pixels at 640×480.</summary>
    const int Width = 32;
    const int Height = 24;
    const int Cells = Width * Height;

    /// <summary>Frames are stored in pages, so that a short session takes little memory.</summary>
    const int PageFrames = 96;

    /// <summary>Cells of two pictures that differ by no more than this differ by noise, rounding and JPEG only.</summary>
    const int Noise = 2;

    /// <summary>Two pictures of which at most this many cells differ by more than noise are the same picture.</summary>
    const int FewestDifferent = 2;

    /// <summary>What the last frames did decides: a minute at two frames a second.</summary>
    const int Window = 120;

    /// <summary>A picture that comes back sooner is a camera that stutters.</summary>
    static readonly TimeSpan ShortestReturn = TimeSpan.FromSeconds(0.9);

    /// <summary>Within this time somebody who sits still and blinks may return to the same picture.</summary>
    static readonly TimeSpan ShortReturn = TimeSpan.FromSeconds(3);

    /// <summary>Returns whose periods differ by less are of one loop.</summary>
    static readonly TimeSpan SamePeriod = TimeSpan.FromSeconds(1);

    /// <summary>Longer than anybody keeps still, breath and blinks included.</summary>
    static readonly TimeSpan LongestStill = TimeSpan.FromSeconds(45);

    readonly List<byte[]> pages = [];
    readonly ulong[] hashes = new ulong[Remembered];
    readonly DateTime[] times = new DateTime[Remembered];
    readonly Queue<Look> looks = new();
    readonly byte[] current = new byte[Cells];
    readonly byte[] anchor = new byte[Cells];
    DateTime stillSince;
    int stillFrames;
    int stillChanges;
    int count;

    /// <summary>Takes in the next picture.</summary>
    /// <param name="cells">Its grey cells, 64×48.</param>
    /// <param name="at">When it was taken.</param>
    /// <returns>Signs of a replay; null if there are none.</returns>
    public SeenReplay? Saw(byte[] cells, DateTime at)
    {
        Shrink(cells);
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(cells));
        var look = Compare(hash, at);
        FollowStill(hash, at);
        Store(hash, at);
        looks.Enqueue(look);
        if (looks.Count > Window)
            looks.Dequeue();
        return Judge(at);
    }

    SeenReplay? Judge(DateTime at)
    {
        // A picture that does not change at all is a frozen camera, which has a rule of its own.
        if (at - stillSince >= LongestStill && stillFrames >= Window / 6 && 10 * stillChanges >= stillFrames)
            return new SeenReplay(ReplayPattern.Still, stillFrames, stillFrames, at - stillSince);
        var returned = looks.Where(look => look.Period is not null).ToList();
        if (returned.Count < 4)
            return null;
        var period = MostFrequent(returned, out var alike);
        var exact = returned.Count(look => look.Exact);
        var far = returned.Count(look => look.Period >= ShortReturn);
        var replayed = exact >= 4
            // Most pictures come back: a few pictures in turn, in whatever order.
            || (looks.Count >= Window / 3 && 2 * returned.Count >= looks.Count)
            // Some come back, all after the same time: a longer loop.
            || (far >= 8 && period >= ShortReturn && 5 * alike >= 3 * far);
        return replayed ? new SeenReplay(ReplayPattern.Returning, returned.Count, looks.Count, period) : null;
    }

    /// <summary>The period that most returns share, and how many share it.</summary>
    static TimeSpan MostFrequent(List<Look> returned, out int alike)
    {
        var (period, most) = (TimeSpan.Zero, 0);
        foreach (var look in returned)
        {
            var same = returned.Count(other => (other.Period!.Value - look.Period!.Value).Duration() <= SamePeriod);
            if (same > most)
                (period, most) = (look.Period!.Value, same);
        }

        alike = most;
        return period;
    }

    /// <summary>Finds the last picture that was the same as this one, with others between them.</summary>
    Look Compare(ulong hash, DateTime at)
    {
        var (left, differentHash) = (false, false);
        for (var back = 1; back <= Math.Min(count, Remembered); back++)
        {
            var index = (count - back) % Remembered;
            var exact = hashes[index] == hash;
            var old = at - times[index] >= ShortestReturn;
            if (exact && differentHash && old)
                return new Look(at - times[index], true);
            differentHash |= !exact;
            var same = exact || IsSame(current, Stored(index));
            if (same && left && old)
                return new Look(at - times[index], false);
            left |= !same;
        }

        return default;
    }

    void FollowStill(ulong hash, DateTime at)
    {
        if (count == 0 || !IsSame(current, anchor))
        {
            current.CopyTo(anchor, 0);
            (stillSince, stillFrames, stillChanges) = (at, 1, 0);
            return;
        }

        stillFrames++;
        if (hashes[(count - 1) % Remembered] != hash)
            stillChanges++;
    }

    void Store(ulong hash, DateTime at)
    {
        var index = count % Remembered;
        if (index / PageFrames >= pages.Count)
            pages.Add(new byte[PageFrames * Cells]);
        current.CopyTo(Stored(index));
        (hashes[index], times[index]) = (hash, at);
        count++;
    }

    Span<byte> Stored(int index) => pages[index / PageFrames].AsSpan(index % PageFrames * Cells, Cells);

    static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var different = 0;
        var most = new Vector<byte>(Noise);
        for (var at = 0; at < Cells; at += Vector<byte>.Count)
        {
            var (a, b) = (new Vector<byte>(one[at..]), new Vector<byte>(other[at..]));
            var beyond = Vector.GreaterThan(Vector.Max(a, b) - Vector.Min(a, b), most);
            if (beyond == Vector<byte>.Zero)
                continue;
            different += Vector.Sum(beyond & Vector<byte>.One);
            if (different > FewestDifferent)
                return false;
        }

        return true;
    }

    /// <summary>Brings 64×48 cells to 32×24 around a mean of 128, so that a change of brightness alone makes no other picture.</summary>
    void Shrink(byte[] cells)
    {
        var sum = 0;
        foreach (var cell in cells)
            sum += cell;
        var shift = 128f - ((float)sum / cells.Length);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var place = (4 * Width * y) + (2 * x);
                var four = cells[place] + cells[place + 1] + cells[place + (2 * Width)] + cells[place + (2 * Width) + 1];
                current[(y * Width) + x] = (byte)Math.Clamp((four / 4f) + shift + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>What one picture was found to be.</summary>
    /// <param name="Period">How long ago the same picture was shown; null if it is new, or the picture stands still.</param>
    /// <param name="Exact">Not even the noise differs.</param>
    readonly record struct Look(TimeSpan? Period, bool Exact);
}
