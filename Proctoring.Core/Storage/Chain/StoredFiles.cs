using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Compares the files of a session with the hashes in its rows.</summary>
internal sealed class StoredFiles(IDbContextFactory<ProctoringDb> databases, IEvidenceStore evidence)
{
    /// <summary>Reads the names of the files of sessions.</summary>
    public static async Task<ILookup<Guid, StoredFile>> ReadAsync(
        ProctoringDb database,
        IdRange sessions,
        CancellationToken cancellation
    )
    {
        var (first, last) = sessions;
        var ofFlags = await database
            .EvidenceImages.AsNoTracking()
            .Where(image => image.Violation!.SessionId >= first && image.Violation.SessionId <= last)
            .Select(image => new StoredFile(
                image.Violation!.SessionId,
                ChainContent.Evidence,
                image.Id,
                image.StoreKey,
                image.Sha256,
                NameOf(image.ContentType)
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var photos = await database
            .Sessions.AsNoTracking()
            .Where(session => session.Id >= first && session.Id <= last && session.ReferencePicture != null)
            .Select(session => new StoredFile(
                session.Id,
                ChainContent.Session,
                session.Id,
                session.ReferencePicture!,
                session.ReferenceSha256,
                "reference photo"
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var documents = await database
            .ManualIdentityChecks.AsNoTracking()
            .Where(check => check.SessionId >= first && check.SessionId <= last && check.DocumentPicture != null)
            .Select(check => new StoredFile(
                check.SessionId,
                ChainContent.IdentityCheck,
                check.SessionId,
                check.DocumentPicture!,
                check.DocumentSha256,
                "picture of the identity document"
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var pictures = await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => picture.SessionId >= first && picture.SessionId <= last)
            .Select(picture => new StoredFile(
                picture.SessionId,
                ChainContent.Screen,
                picture.Id,
                picture.StoreKey,
                picture.Sha256,
                picture.Source == PictureSource.Room ? "picture of the room" : "picture of the screen"
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return ofFlags.Concat(photos).Concat(documents).Concat(pictures).ToLookup(file => file.SessionId);
    }

    /// <summary>Finds a picture, a recording or a reference photo that is missing or was changed.</summary>
    public async Task<BrokenLink?> BrokenAsync(IEnumerable<StoredFile> files, List<ChainLink> links, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            if (await FaultAsync(file.StoreKey, file.Sha256, file.Name, cancellation).ConfigureAwait(false) is not { } fault)
                continue;
            var id = file.RowId.ToString("N");
            // A running session may have replaced the file since the rows were read.
            if (await IsNamedAsync(file, cancellation).ConfigureAwait(false))
                return new BrokenLink(Last(links, file.Kind, id), file.Kind, id, fault);
        }

        return null;
    }

    static string NameOf(string contentType) =>
        contentType switch
        {
            EvidenceImage.SoundType => "sound",
            EvidenceImage.StripType => "strip of pictures",
            _ => "picture",
        };

    async Task<bool> IsNamedAsync(StoredFile file, CancellationToken cancellation)
    {
        var (id, key) = (file.RowId, file.StoreKey);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = file.Kind switch
        {
            ChainContent.Evidence => database.EvidenceImages.AnyAsync(image => image.Id == id, cancellation),
            ChainContent.Screen => database.ScreenPictures.AnyAsync(picture => picture.Id == id, cancellation),
            ChainContent.IdentityCheck => database.ManualIdentityChecks.AnyAsync(
                check => check.SessionId == id && check.DocumentPicture == key,
                cancellation
            ),
            _ => database.Sessions.AnyAsync(session => session.Id == id && session.ReferencePicture == key, cancellation),
        };
        return await rows.ConfigureAwait(false);
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

/// <summary>A file that a row names.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">The kind of the row's links in the chain.</param>
/// <param name="RowId">The id of the row in those links.</param>
/// <param name="StoreKey">The key in the evidence store.</param>
/// <param name="Sha256">The hash of its content; null for a reference photo of an earlier version.</param>
/// <param name="Name">Its kind in words.</param>
internal sealed record StoredFile(Guid SessionId, string Kind, Guid RowId, string StoreKey, string? Sha256, string Name);
