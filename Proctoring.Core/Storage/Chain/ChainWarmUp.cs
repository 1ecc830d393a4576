namespace Proctoring.Core.Storage.Chain;

/// <summary>Sends the queries of a save to a session's chain. A server does so before it takes sessions: otherwise its first transactions
/// would be idle while the code of the queries is compiled.</summary>
internal static class ChainWarmUp
{
    /// <summary>Reads the chain of a session, which need not exist. Writes nothing.</summary>
    public static async Task RunAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        await ChainAppender.HeadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await ChainWitness.LinksAsync(database, sessionId, [1], cancellation).ConfigureAwait(false);
        await ChainChanges.StoredAsync(database, sessionId, cancellation).ConfigureAwait(false);
    }
}
