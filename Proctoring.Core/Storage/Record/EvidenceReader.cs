using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Storage.Record;

/// <summary>Finds the evidence of a session: a picture or a recording.</summary>
internal sealed partial class EvidenceReader(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store, ILogger<EvidenceReader> log)
{
    /// <summary>Reads the bytes and their type; null if the session has no such evidence, or its file is missing or damaged.</summary>
    public async Task<(byte[] Content, string ContentType)?> ReadAsync(Guid sessionId, Guid imageId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var image = await database
            .EvidenceImages.Where(row => row.Id == imageId && row.Violation!.SessionId == sessionId)
            .Select(row => new { row.StoreKey, row.ContentType })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (image is null)
            return null;
        try
        {
            if (await store.GetAsync(image.StoreKey, cancellation).ConfigureAwait(false) is { } content)
                return (content, image.ContentType);
            LogGone(image.StoreKey);
        }
        catch (EvidenceDamagedException cause)
        {
            LogDamaged(cause, image.StoreKey);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Error, "The file of the evidence {Key} is missing; verify its session")]
    partial void LogGone(string key);

    [LoggerMessage(LogLevel.Error, "The file of the evidence {Key} was changed or can't be decrypted; verify its session")]
    partial void LogDamaged(Exception cause, string key);
}
