using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Privacy;

/// <summary>Deletes files after the commit that removed their rows. What a crash leaves is removed at the next start, because no row names
/// it.</summary>
internal sealed partial class DeletedFiles(IEvidenceStore evidence, ILogger<DeletedFiles> log)
{
    /// <summary>Deletes files by their keys.</summary>
    public async Task DeleteAsync(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            try
            {
                await evidence.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception cause) when (StorageFailure.IsOfFiles(cause))
            {
                LogNotDeleted(cause, key);
            }
        }
    }

    /// <summary>Deletes all files of a removed session, except the witness of its chain.</summary>
    public async Task DeleteAllAsync(Guid sessionId) =>
        await DeleteAsync(await SessionRemoval.FilesAsync(evidence, sessionId, CancellationToken.None).ConfigureAwait(false))
            .ConfigureAwait(false);

    [LoggerMessage(LogLevel.Error, "The deleted file {File} could not be removed; the next start of the server removes it")]
    partial void LogNotDeleted(Exception cause, string file);
}
