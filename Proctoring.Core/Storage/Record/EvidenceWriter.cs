using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>
/// Stores a file and the row that names it: the file first, because a row must never name a file that does not exist. A file whose row was
/// certainly not stored is removed again.
/// </summary>
internal sealed partial class EvidenceWriter(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store, ILogger<EvidenceWriter> log)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The row of a file.</summary>
    public static EvidenceImage RowOf(Guid sessionId, Guid violationId, EvidenceFile file) =>
        new()
        {
            Id = file.Id,
            ViolationId = violationId,
            StoreKey = file.KeyIn(sessionId),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
            Bytes = file.Content.Length,
            ContentType = file.ContentType,
            TakenAt = file.At,
            Confidence = file.Confidence,
            Boxes = JsonSerializer.Serialize(file.Boxes, Json),
            Frames = file.Frames,
        };

    /// <summary>The row of a picture of the screen or the room.</summary>
    public static ScreenPicture ScreenRowOf(Guid sessionId, EvidenceFile file) =>
        new()
        {
            Id = file.Id,
            SessionId = sessionId,
            StoreKey = file.KeyIn(sessionId),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
            Bytes = file.Content.Length,
            TakenAt = file.At,
            Source = file.Source,
        };

    /// <summary>Stores a file whose row follows. Storing it again replaces it.</summary>
    /// <exception cref="EvidenceNotStoredException">The store cannot take it now.</exception>
    public async Task PutAsync(Guid sessionId, EvidenceFile file)
    {
        try
        {
            await store.PutAsync(file.KeyIn(sessionId), file.Content, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            throw new EvidenceNotStoredException(file.Id, cause);
        }
    }

    /// <summary>Stores a file, then its row.</summary>
    /// <param name="key">The file's key.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="save">Commits the row. It returns false if it stored no row, because an equal one exists.</param>
    /// <param name="cancellation">Stops before the file is stored; the row is not stopped half way.</param>
    /// <returns>False if there is no row, and the file is removed.</returns>
    /// <exception cref="Exception">The exception of <paramref name="save"/>, if the row is not stored.</exception>
    public async Task<bool> WriteAsync(string key, ReadOnlyMemory<byte> content, Func<Task<bool>> save, CancellationToken cancellation)
    {
        await store.PutAsync(key, content, cancellation).ConfigureAwait(false);
        try
        {
            if (await save().ConfigureAwait(false))
                return true;
        }
        catch (Exception cause)
        {
            // The commit may have succeeded although its answer was lost. Then the row is stored, and its file must be.
            if (await IsNamedAsync(key).ConfigureAwait(false) is not { } named)
                throw;
            if (named)
                return true;
            // A connection that broke may still be committing. The sweep at the next start decides.
            if (!StorageFailure.IsUncertain(cause))
                await RemoveAsync(key).ConfigureAwait(false);
            throw;
        }

        await RemoveAsync(key).ConfigureAwait(false);
        return false;
    }

    /// <summary>Removes a file whose row is gone. If that fails, the sweep at the next start removes it.</summary>
    public async Task RemoveAsync(string key)
    {
        try
        {
            await store.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause) when (StorageFailure.IsOfFiles(cause))
        {
            LogNotRemoved(cause, key);
        }
    }

    /// <summary>Removes a file unless a row names it, or the database does not answer.</summary>
    public async Task RemoveUnnamedAsync(string key)
    {
        if (await IsNamedAsync(key).ConfigureAwait(false) == false)
            await RemoveAsync(key).ConfigureAwait(false);
    }

    /// <summary>Returns whether a row names the file; null if the database does not answer.</summary>
    async Task<bool?> IsNamedAsync(string key)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
            return await database.EvidenceImages.AnyAsync(image => image.StoreKey == key).ConfigureAwait(false)
                || await database.ScreenPictures.AnyAsync(picture => picture.StoreKey == key).ConfigureAwait(false)
                || await database.Sessions.AnyAsync(session => session.ReferencePicture == key).ConfigureAwait(false)
                || await database.ManualIdentityChecks.AnyAsync(check => check.DocumentPicture == key).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            LogNotAsked(cause, key);
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The database does not answer, so it is unknown whether the evidence {Key} is on record; its file stays"
    )]
    partial void LogNotAsked(Exception cause, string key);

    [LoggerMessage(
        LogLevel.Warning,
        "The file of the evidence {Key}, which is not on record, could not be removed; the next start removes it"
    )]
    partial void LogNotRemoved(Exception cause, string key);
}

/// <summary>The evidence store cannot take a file now: the disk is full, or the folder cannot be written.</summary>
internal sealed class EvidenceNotStoredException(Guid file, Exception cause)
    : IOException($"The evidence file {file:N} could not be stored.", cause);
