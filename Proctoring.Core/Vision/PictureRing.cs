namespace Proctoring.Core.Vision;

/// <summary>The last pictures of a session. Memory grows in pages, so a short session takes little. Not thread-safe.</summary>
internal sealed class PictureRing(int capacity)
{
    const int PageFrames = 96;

    readonly List<byte[]> pages = [];
    readonly (ulong Hash, DateTime At)[] stamps = new (ulong, DateTime)[capacity];
    int added;

    /// <summary>The number of remembered pictures.</summary>
    public int Count => Math.Min(added, capacity);

    /// <summary>Adds a picture; the oldest is forgotten if there is no room.</summary>
    public void Add(ReadOnlySpan<byte> cells, ulong hash, DateTime at)
    {
        var index = added % capacity;
        if (index / PageFrames >= pages.Count)
            pages.Add(new byte[PageFrames * PictureCells.Count]);
        cells.CopyTo(CellsAt(index));
        stamps[index] = (hash, at);
        added++;
    }

    /// <summary>Returns an earlier picture: 1 is the last added one.</summary>
    public Entry Back(int back)
    {
        var index = (added - back) % capacity;
        return new Entry(CellsAt(index), stamps[index].Hash, stamps[index].At);
    }

    Span<byte> CellsAt(int index) => pages[index / PageFrames].AsSpan(index % PageFrames * PictureCells.Count, PictureCells.Count);

    /// <summary>A remembered picture.</summary>
    public readonly ref struct Entry(ReadOnlySpan<byte> cells, ulong hash, DateTime at)
    {
        /// <summary>Its 32 × 24 cells.</summary>
        public ReadOnlySpan<byte> Cells { get; } = cells;

        /// <summary>The hash of its 64 × 48 cells.</summary>
        public ulong Hash { get; } = hash;

        /// <summary>The time of the frame, UTC.</summary>
        public DateTime At { get; } = at;
    }
}
