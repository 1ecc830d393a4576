using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>
/// Stores the files of evidence. A file is on disk before its row is written, so that a row never points at nothing; and it is removed
/// only if its row is known not to exist.
/// </summary>
internal sealed partial class EvidenceWriter(IDbContextFactory<ProctoringDb> databases, IEvidenceStore store, ILogger<EvidenceWriter> log)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The row of a file.</summary>
    public static EvidenceImage RowOf(Guid sessionId, Guid violationId, EvidenceFile file) => new()
    {
        Id = file.Id,
        ViolationId = violationId,
        StoreKey = KeyOf(sessionId, file),
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
        ContentType = file.ContentType,
        TakenAt = file.At,
        Confidence = file.Confidence,
        Boxes = JsonSerializer.Serialize(file.Boxes, Json),
    };

    /// <summary>Writes a file; writing it again replaces it.</summary>
    /// <exception cref="EvidenceNotStoredException">The store cannot take it now.</exception>
    public async Task PutAsync(Guid sessionId, EvidenceFile file)
    {
        try
        {
            await store.PutAsync(KeyOf(sessionId, file), file.Content, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not EvidenceNotStoredException)
        {
            throw new EvidenceNotStoredException(file.Id, cause);
        }
    }

    /// <summary>Removes files whose rows are gone. One that stays is found when the server next starts.</summary>
    public async Task RemoveAsync(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            try
            {
                await store.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                LogNotRemoved(cause, key);
            }
        }
    }

    /// <summary>Removes the file of a row that was not written. After an uncertain commit the database is asked first.</summary>
    public async Task RemoveUnusedAsync(Guid sessionId, EvidenceFile file)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
            if (await database.EvidenceImages.AnyAsync(row => row.Id == file.Id).ConfigureAwait(false))
                return;
        }
        catch (Exception cause)
        {
            // Nobody knows whether the row exists: better an orphan, which the next start removes, than a row without its picture.
            LogNotRemoved(cause, KeyOf(sessionId, file));
            return;
        }

        await RemoveAsync([KeyOf(sessionId, file)]).ConfigureAwait(false);
    }

    static string KeyOf(Guid sessionId, EvidenceFile file) => $"{sessionId:N}/{file.Id:N}";

    [LoggerMessage(LogLevel.Warning, "The unused evidence file {Key} could not be removed; the next start of the server removes it")]
    partial void LogNotRemoved(Exception cause, string key);
}

/// <summary>The evidence store cannot take a file now: the disk is full, or the folder cannot be written.</summary>
internal sealed class EvidenceNotStoredException(Guid file, Exception cause) : IOException($"The evidence file {file:N} could not be stored.", cause);
