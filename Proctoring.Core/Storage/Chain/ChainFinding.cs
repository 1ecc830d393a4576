namespace Proctoring.Core.Storage.Chain;

/// <summary>The result of verifying one chain.</summary>
/// <param name="ChainId">The session, or one of <see cref="ChainIds"/>.</param>
/// <param name="Links">The number of its links.</param>
/// <param name="Broken">The first broken place; null if the chain is intact.</param>
internal sealed record ChainFinding(Guid ChainId, int Links, BrokenLink? Broken)
{
    public bool Intact => Broken is null;
}

/// <summary>A place at which a chain is broken.</summary>
/// <param name="Sequence">The number of the link, from 1.</param>
/// <param name="Kind">The kind of row that it records.</param>
/// <param name="SubjectId">That row's id; null if the link itself is wrong.</param>
/// <param name="Fault">The fault, as the rest of a sentence.</param>
internal sealed record BrokenLink(int Sequence, string Kind, string? SubjectId, string Fault)
{
    public override string ToString() => $"Link {Sequence} ({Kind}{(SubjectId is null ? "" : $" {SubjectId}")}) {Fault}.";
}
