using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage.Record;

/// <summary>Finds evidence of a session: a picture or sound.</summary>
internal sealed class EvidenceReader(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store)
{
    /// <summary>The bytes and type; null where this session has no such evidence, or its file is gone.</summary>
    /// <exception cref="EvidenceDamagedException">The file was changed.</exception>
    public async Task<(byte[] Content, string ContentType)?> ReadAsync(Guid sessionId, Guid imageId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var image = await database.EvidenceImages
            .Where(row => row.Id == imageId && row.Violation!.SessionId == sessionId)
            .Select(row => new { row.StoreKey, row.ContentType })
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (image is null || await store.GetAsync(image.StoreKey, cancellation).ConfigureAwait(false) is not { } content)
            return null;
        return (content, image.ContentType);
    }
}
