using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Lets a proctor write to the candidate of a running session, or end the session.</summary>
internal sealed class Interventions(
    IDbContextFactory<ProctoringDb> databases,
    SessionCloser closer,
    SessionDeadlines deadlines,
    SessionFeed feed,
    TimeProvider time
)
{
    /// <summary>Sends a message; the candidate's page shows it.</summary>
    /// <exception cref="ValidationException">The message is empty or too long.</exception>
    public async Task<ReviewOutcome> WriteAsync(StaffViewer viewer, Guid sessionId, string? text, CancellationToken cancellation)
    {
        var words = TextLimits.Required(text, "message", ReviewLimits.Message);
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.LedBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        var message = new StaffMessage
        {
            Id = Guid.CreateVersion7(now),
            SessionId = sessionId,
            AuthorId = viewer.UserId!.Value,
            Text = words,
            SentAt = now,
        };
        database.Add(message);
        database.Audit(viewer, "message_sent", "the candidate", now, sessionId);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        feed.Announce(sessionId, new MessageNews(message.Id, words, now));
        return ReviewOutcome.Done;
    }

    /// <summary>Adds time to a running session. The candidate reads the reason, and the timer changes at once.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long, or the minutes are out of range.</exception>
    public async Task<ReviewOutcome> AddTimeAsync(
        StaffViewer viewer,
        Guid sessionId,
        int minutes,
        string? reason,
        CancellationToken cancellation
    )
    {
        var why = TextLimits.Required(reason, "reason", TimeChange.LongestReason);
        if (minutes is < 1 or > ReviewLimits.AddedMinutes)
            throw new ValidationException($"minutes must be between 1 and {ReviewLimits.AddedMinutes}");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.LedBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        return await deadlines.ExtendAsync(sessionId, TimeSpan.FromMinutes(minutes), why, viewer).ConfigureAwait(false) is null
            ? ReviewOutcome.NotThere
            : ReviewOutcome.Done;
    }

    /// <summary>Ends a session. The answers so far are stored and scored.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> EndAsync(StaffViewer viewer, Guid sessionId, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.EndReason);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.LedBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        return await closer.EndAsync(sessionId, why, viewer).ConfigureAwait(false) ? ReviewOutcome.Done : ReviewOutcome.NotThere;
    }
}
