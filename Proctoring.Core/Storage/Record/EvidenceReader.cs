using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>Finds the evidence of a session: a picture or a recording.</summary>
internal sealed partial class EvidenceReader(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store, ILogger<EvidenceReader> log)
{
    /// <summary>Reads one picture of a strip; null if there is no such strip or picture, or its file is missing or damaged.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="stripId">The strip.</param>
    /// <param name="index">The picture's place in the strip, from 0.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<byte[]?> ReadFrameAsync(Guid sessionId, Guid stripId, int index, CancellationToken cancellation) =>
        await ReadAsync(sessionId, stripId, cancellation).ConfigureAwait(false) is (var content, EvidenceImage.StripType)
            ? StripFile.ReadPicture(content, index)
            : null;

    /// <summary>Reads the photo from the start of a session; null if there is none, or its file is missing or damaged.</summary>
    public async Task<byte[]?> ReadStartPhotoAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database
            .Sessions.Where(session => session.Id == sessionId)
            .Select(session => session.ReferencePicture)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return key is null ? null : await ContentAsync(key, cancellation).ConfigureAwait(false);
    }

    /// <summary>Lists the pictures of a session's screen or room in the order of time.</summary>
    public async Task<IReadOnlyList<StoredScreen>> ScreensAsync(Guid sessionId, PictureSource source, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .ScreenPictures.Where(row => row.SessionId == sessionId && row.Source == source)
            .OrderBy(row => row.TakenAt)
            .Select(row => new StoredScreen(row.Id, row.TakenAt))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Reads the bytes and their type; null if the session has no such evidence, or its file is missing or damaged.</summary>
    public async Task<(byte[] Content, string ContentType)?> ReadAsync(Guid sessionId, Guid imageId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var image = await database
            .EvidenceImages.Where(row => row.Id == imageId && row.Violation!.SessionId == sessionId)
            .Select(row => new { row.StoreKey, row.ContentType })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (image is not null)
        {
            return await ContentAsync(image.StoreKey, cancellation).ConfigureAwait(false) is { } content
                ? (content, image.ContentType)
                : null;
        }

        var screen = await database
            .ScreenPictures.Where(row => row.Id == imageId && row.SessionId == sessionId)
            .Select(row => row.StoreKey)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return screen is not null && await ContentAsync(screen, cancellation).ConfigureAwait(false) is { } picture
            ? (picture, "image/jpeg")
            : null;
    }

    async Task<byte[]?> ContentAsync(string key, CancellationToken cancellation)
    {
        try
        {
            if (await store.GetAsync(key, cancellation).ConfigureAwait(false) is { } content)
                return content;
            LogGone(key);
        }
        catch (EvidenceDamagedException cause)
        {
            LogDamaged(cause, key);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Error, "The file of the evidence {Key} is missing; verify its session")]
    partial void LogGone(string key);

    [LoggerMessage(LogLevel.Error, "The file of the evidence {Key} was changed or can't be decrypted; verify its session")]
    partial void LogDamaged(Exception cause, string key);
}

/// <summary>A stored picture of the screen or the room.</summary>
/// <param name="Id">The picture.</param>
/// <param name="TakenAt">When it arrived, UTC.</param>
internal sealed record StoredScreen(Guid Id, DateTime TakenAt);
