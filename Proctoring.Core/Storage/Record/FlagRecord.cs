using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Record;

/// <summary>The newest state of a flag to write, with its newest picture, audio and strip.</summary>
/// <param name="span">The flag.</param>
/// <param name="at">When the candidate was shown it, UTC.</param>
internal sealed class FlagRecord(ViolationSpan span, DateTime at)
{
    public Guid Id => Span.Id;

    public ViolationSpan Span { get; private set; } = span;

    /// <summary>When the candidate was shown the flag, UTC.</summary>
    public DateTime At { get; } = at;

    public EvidenceFile? Picture { get; set; }

    public EvidenceFile? Sound { get; set; }

    public EvidenceFile? Strip { get; set; }

    /// <summary>Whether the row is written already, and only its evidence is missing.</summary>
    public bool EvidenceOnly { get; private init; }

    /// <summary>The stored files that this flag's new ones replace; known after the first attempt to write it.</summary>
    public HashSet<string> Replaced { get; } = [];

    public IEnumerable<EvidenceFile> Files => new[] { Picture, Sound, Strip }.OfType<EvidenceFile>();

    public int Bytes => Files.Sum(file => file.Content.Length);

    /// <summary>Ends the flag at a deadline that it outlasts.</summary>
    public FlagRecord EndingBy(DateTime? deadline)
    {
        if (Span.Ended > deadline)
            Span = Span with { Ended = deadline };
        return this;
    }

    /// <summary>Adopts a newer state of the same flag; a file that the newer state lacks stays.</summary>
    public void Merge(FlagRecord newer)
    {
        Span = newer.Span;
        Picture = newer.Picture ?? Picture;
        Sound = newer.Sound ?? Sound;
        Strip = newer.Strip ?? Strip;
    }

    /// <summary>Separates the files, so that the row can be written without them. Null if there are none.</summary>
    public FlagRecord? SplitEvidence()
    {
        if (!Files.Any())
            return null;
        var files = new FlagRecord(Span, At)
        {
            Picture = Picture,
            Sound = Sound,
            Strip = Strip,
            EvidenceOnly = true,
        };
        (Picture, Sound, Strip) = (null, null, null);
        return files;
    }

    /// <summary>Removes the free text, which may be the part that the database refuses.</summary>
    public void RemoveText() => Span = Span with { Detail = null };
}
