using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Stores reviewers' notes on a session or on one of its violations. They are for staff; the candidate does not see
/// them.</summary>
internal sealed class ReviewNotes(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The note is empty or too long.</exception>
    public async Task<ReviewOutcome> WriteAsync(
        StaffViewer viewer,
        Guid sessionId,
        Guid? violationId,
        string? text,
        CancellationToken cancellation
    )
    {
        var note = TextLimits.Required(text, "note", ReviewLimits.Note);
        await using var act = await ReviewAct
            .BeginAsync(databases, viewer, sessionId, time.GetUtcNow().UtcDateTime, cancellation)
            .ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (
            violationId is not null
            && !await act
                .Database.Violations.AnyAsync(row => row.Id == violationId && row.SessionId == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        await StoreAsync(act, viewer, violationId, note, cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>Stores a proctor's note on a running session.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The note is empty or too long.</exception>
    public async Task<ReviewOutcome> WriteLiveAsync(StaffViewer viewer, Guid sessionId, string? text, CancellationToken cancellation)
    {
        var note = TextLimits.Required(text, "note", ReviewLimits.Note);
        await using var act = await ReviewAct
            .BeginAsync(
                databases,
                database => database.Sessions.LedBy(database, viewer),
                sessionId,
                time.GetUtcNow().UtcDateTime,
                cancellation
            )
            .ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        await StoreAsync(act, viewer, null, note, cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    static async Task StoreAsync(ReviewAct act, StaffViewer viewer, Guid? violationId, string note, CancellationToken cancellation)
    {
        act.Database.Add(
            new ReviewNote
            {
                Id = Guid.CreateVersion7(act.At),
                SessionId = act.Session.Id,
                ViolationId = violationId,
                AuthorId = viewer.UserId!.Value,
                Text = note,
                WrittenAt = act.At,
            }
        );
        act.Database.Audit(viewer, "note_written", violationId is null ? "the session" : "1 flag", act.At, act.Session.Id);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
    }
}
