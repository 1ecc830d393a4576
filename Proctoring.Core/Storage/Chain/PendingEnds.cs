namespace Proctoring.Core.Storage.Chain;

/// <summary>The ends of the chains after the open transaction of one context.</summary>
internal sealed class PendingEnds
{
    Dictionary<Guid, PendingEnd> ends = [];
    Dictionary<Guid, PendingEnd> beforeSave = [];

    /// <summary>The chains that the transaction has written to.</summary>
    public IReadOnlyCollection<PendingEnd> All => ends.Values;

    /// <summary>Returns the transaction's effect on a chain so far; null for none.</summary>
    public PendingEnd? Find(Guid chainId) => ends.GetValueOrDefault(chainId);

    /// <summary>Records the new end of a chain within the transaction.</summary>
    public void Set(PendingEnd end) => ends[end.ChainId] = end;

    /// <summary>A save begins: if it fails, the database returns to this point.</summary>
    public void BeginSave() => beforeSave = new Dictionary<Guid, PendingEnd>(ends);

    /// <summary>The save failed.</summary>
    public void UndoSave() => ends = beforeSave;

    /// <summary>A transaction begins or has ended.</summary>
    public void Clear() => (ends, beforeSave) = ([], []);
}

/// <summary>The effect of a transaction on one chain.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Before">Its end when the transaction began.</param>
/// <param name="After">Its end with everything that the transaction has added.</param>
/// <param name="Follows">Whether the chain continued from its witness, so that the witness may advance with it.</param>
internal sealed record PendingEnd(Guid ChainId, ChainEnd Before, ChainEnd After, bool Follows);
