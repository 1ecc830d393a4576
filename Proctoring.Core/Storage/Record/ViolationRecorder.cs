using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Storage.Record;

/// <summary>The one writer of violations: the row and its evidence are kept together or not at all.</summary>
internal sealed class ViolationRecorder(IDbContextFactory<ProctoringDb> databases, IEvidenceStore evidence, TimeProvider time)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Keeps one change. Writing the same change twice leaves the same row.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="change">What the rules said.</param>
    /// <param name="file">A picture, which takes the place of an earlier one, or sound, which takes that of earlier sound; null for neither.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The id of the evidence that was kept, null where none was.</returns>
    public async Task<Guid?> RecordAsync(Guid sessionId, ViolationChange change, EvidenceFile? file, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var span = change.Span;
        var row = await database.Violations.Include(violation => violation.Evidence)
            .SingleOrDefaultAsync(violation => violation.Id == span.Id, cancellation).ConfigureAwait(false);
        if (row is null)
            database.Add(row = NewRow(sessionId, span));
        row.EndedAt = span.Ended;
        row.PeakConfidence = span.PeakConfidence;
        row.MeanConfidence = span.MeanConfidence;
        row.FramesSeen = span.FramesSeen;
        row.FramesLooked = span.FramesLooked;
        row.Model = span.Model;
        row.Threshold = span.Threshold;
        row.Detail = span.Detail;

        if (file is null)
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return null;
        }

        return await SaveWithEvidenceAsync(database, row, span, file, cancellation).ConfigureAwait(false);
    }

    async Task<Guid> SaveWithEvidenceAsync(ProctoringDb database, ProctoringViolation row, ViolationSpan span, EvidenceFile file, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(file.At);
        var image = new EvidenceImage
        {
            Id = id,
            ViolationId = row.Id,
            StoreKey = $"{row.SessionId:N}/{id:N}",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Content.Span)),
            ContentType = file.ContentType,
            TakenAt = file.At,
            Confidence = span.PeakConfidence,
            Boxes = JsonSerializer.Serialize(span.Boxes, Json),
        };
        var replaced = row.Evidence.Where(old => old.IsSound == image.IsSound).ToList();
        database.RemoveRange(replaced);
        database.Add(image);

        // The file first: a row must never point at nothing. A file without a row is only litter, and is taken away again.
        await evidence.PutAsync(image.StoreKey, file.Content, cancellation).ConfigureAwait(false);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await evidence.DeleteAsync(image.StoreKey, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        foreach (var old in replaced)
            await evidence.DeleteAsync(old.StoreKey, CancellationToken.None).ConfigureAwait(false);
        return id;
    }

    ProctoringViolation NewRow(Guid sessionId, ViolationSpan span) => new()
    {
        Id = span.Id,
        SessionId = sessionId,
        Type = span.Kind.Id,
        Title = span.Kind.Title,
        Severity = span.Severity,
        BeganAt = span.Began,
        // The change is announced to the candidate's page right after this.
        WarnedAt = span.WarnCandidate ? time.GetUtcNow().UtcDateTime : null,
    };
}
