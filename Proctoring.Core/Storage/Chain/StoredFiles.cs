using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Compares the files of a session with the hashes in its rows.</summary>
internal sealed class StoredFiles(IEvidenceStore evidence)
{
    const string Reference = "reference photo";

    /// <summary>Finds a picture, a recording or a reference photo that is missing or was changed.</summary>
    public async Task<BrokenLink?> BrokenAsync(ProctoringDb database, Guid sessionId, List<ChainLink> links, CancellationToken cancellation)
    {
        var pictures = await database
            .EvidenceImages.AsNoTracking()
            .Where(image => image.Violation!.SessionId == sessionId)
            .Select(image => new
            {
                image.Id,
                image.StoreKey,
                image.Sha256,
                image.ContentType,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var picture in pictures)
        {
            var what = picture.ContentType == EvidenceImage.SoundType ? "sound" : "picture";
            var id = picture.Id.ToString("N");
            if (await FaultAsync(picture.StoreKey, picture.Sha256, what, cancellation).ConfigureAwait(false) is not { } fault)
                continue;
            // A running session may have replaced the picture since the rows were read.
            if (await database.EvidenceImages.AnyAsync(image => image.Id == picture.Id, cancellation).ConfigureAwait(false))
                return new BrokenLink(Last(links, ChainContent.Evidence, id), ChainContent.Evidence, id, fault);
        }

        var reference = await database
            .Sessions.AsNoTracking()
            .Where(session => session.Id == sessionId && session.ReferencePicture != null)
            .Select(session => new { Key = session.ReferencePicture!, session.ReferenceSha256 })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return
            reference is not null
            && await FaultAsync(reference.Key, reference.ReferenceSha256, Reference, cancellation).ConfigureAwait(false) is { } broken
            && await database
                .Sessions.AnyAsync(row => row.Id == sessionId && row.ReferencePicture == reference.Key, cancellation)
                .ConfigureAwait(false)
            ? new BrokenLink(
                Last(links, ChainContent.Session, sessionId.ToString("N")),
                ChainContent.Session,
                sessionId.ToString("N"),
                broken
            )
            : null;
    }

    async Task<string?> FaultAsync(string key, string? sha256, string what, CancellationToken cancellation)
    {
        try
        {
            if (await evidence.GetAsync(key, cancellation).ConfigureAwait(false) is not { } bytes)
                return $"has lost its {what}: the file is gone";
            // Earlier versions stored no hash of the reference photo.
            return sha256 is null || Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256
                ? null
                : $"has a different {what} than the stored one";
        }
        catch (EvidenceDamagedException)
        {
            // Part of the finding.
            return $"has a {what} that was changed or can't be decrypted";
        }
    }

    static int Last(List<ChainLink> links, string kind, string id) =>
        links.FindLast(link => link.Kind == kind && link.SubjectId == id)?.Sequence ?? 0;
}
