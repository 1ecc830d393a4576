using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Compares the files of a session with the hashes in its rows.</summary>
internal sealed class StoredFiles(IDbContextFactory<ProctoringDb> databases, IEvidenceStore evidence)
{
    const string Reference = "reference photo";
    const string Screen = "picture of the screen";

    /// <summary>Reads the names of the files of sessions.</summary>
    public static async Task<ILookup<Guid, StoredFile>> ReadAsync(
        ProctoringDb database,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        var pictures = await database
            .EvidenceImages.AsNoTracking()
            .Where(image => sessions.Contains(image.Violation!.SessionId))
            .Select(image => new StoredFile(image.Violation!.SessionId, image.Id, image.StoreKey, image.Sha256, image.ContentType))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var references = await database
            .Sessions.AsNoTracking()
            .Where(session => sessions.Contains(session.Id) && session.ReferencePicture != null)
            .Select(session => new StoredFile(session.Id, null, session.ReferencePicture!, session.ReferenceSha256, Reference))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var screens = await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => sessions.Contains(picture.SessionId))
            .Select(picture => new StoredFile(picture.SessionId, picture.Id, picture.StoreKey, picture.Sha256, Screen))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return pictures.Concat(references).Concat(screens).ToLookup(file => file.SessionId);
    }

    /// <summary>Finds a picture, a recording or a reference photo that is missing or was changed.</summary>
    public async Task<BrokenLink?> BrokenAsync(IEnumerable<StoredFile> files, List<ChainLink> links, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            var what =
                file.ImageId is null || file.ContentType == Screen ? file.ContentType
                : file.ContentType == EvidenceImage.SoundType ? "sound"
                : file.ContentType == EvidenceImage.StripType ? "strip of pictures"
                : "picture";
            if (await FaultAsync(file.StoreKey, file.Sha256, what, cancellation).ConfigureAwait(false) is not { } fault)
                continue;
            var (kind, id) = file.ImageId is { } image
                ? (file.ContentType == Screen ? ChainContent.Screen : ChainContent.Evidence, image.ToString("N"))
                : (ChainContent.Session, file.SessionId.ToString("N"));
            // A running session may have replaced the file since the rows were read.
            if (await IsNamedAsync(file, cancellation).ConfigureAwait(false))
                return new BrokenLink(Last(links, kind, id), kind, id, fault);
        }

        return null;
    }

    async Task<bool> IsNamedAsync(StoredFile file, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (file.ContentType == Screen)
            return await database.ScreenPictures.AnyAsync(picture => picture.Id == file.ImageId, cancellation).ConfigureAwait(false);
        return file.ImageId is { } id
            ? await database.EvidenceImages.AnyAsync(image => image.Id == id, cancellation).ConfigureAwait(false)
            : await database
                .Sessions.AnyAsync(row => row.Id == file.SessionId && row.ReferencePicture == file.StoreKey, cancellation)
                .ConfigureAwait(false);
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
/// <param name="ImageId">The row of a flag's evidence or of a picture of the screen; null for the reference photo.</param>
/// <param name="StoreKey">The key in the evidence store.</param>
/// <param name="Sha256">The hash of its content; null for a reference photo of an earlier version.</param>
/// <param name="ContentType">The type of its content; for the reference photo and pictures of the screen, their name.</param>
internal sealed record StoredFile(Guid SessionId, Guid? ImageId, string StoreKey, string? Sha256, string ContentType);
