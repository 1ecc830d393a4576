using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>The messages between a candidate and staff. The session's token is the candidate's right to both directions.</summary>
internal sealed class CandidateMessages(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, SessionFeed feed, TimeProvider time)
{
    /// <summary>The longest answer to a flag; the same as in the database.</summary>
    public const int LongestReply = 1000;

    /// <summary>The answers so far, by violation.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> RepliesAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .Join(database.CandidateReplies, session => session.Id, reply => reply.SessionId, (_, reply) => reply)
            .ToDictionaryAsync(reply => reply.ViolationId, reply => reply.Text, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the state of the review as the candidate may know it; null if there is no such ended session.</summary>
    public async Task<ReviewState?> ReviewAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Sessions.AsNoTracking()
            .HeldBy(access)
            .Where(row => row.FinishedAt != null)
            .Select(row => new
            {
                row.Policy,
                row.FinishedAt,
                row.Verdict,
                row.VerdictAt,
                Identity = database
                    .ManualIdentityChecks.Where(check => check.SessionId == row.Id)
                    .Select(check => new PersonCheck(check.Confirmed))
                    .FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (found is null)
            return null;
        var deadline = DeadlineOf(found.Policy, found.FinishedAt!.Value);
        return new ReviewState(
            found.Verdict,
            found.VerdictAt,
            deadline,
            found.Verdict is null && time.GetUtcNow().UtcDateTime <= deadline,
            found.Identity
        );
    }

    /// <summary>Stores the candidate's answer to a flag, after the session's end, before the policy's deadline and before a final
    /// verdict.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The text is empty or too long.</exception>
    public async Task<ReviewOutcome> ReplyAsync(SessionAccess access, Guid violationId, string? text, CancellationToken cancellation)
    {
        var words = TextLimits.Required(text, "note", LongestReply);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // A verdict or another tab's answer at the same moment waits, or is waited for.
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .HeldBy(access)
            .Where(row => row.FinishedAt != null && row.Violations.Any(violation => violation.Id == violationId))
            .Select(row => new
            {
                row.Verdict,
                row.Policy,
                row.FinishedAt,
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return ReviewOutcome.NotThere;
        if (session.Verdict is not null)
            return ReviewOutcome.Settled;
        var now = time.GetUtcNow().UtcDateTime;
        if (now > DeadlineOf(session.Policy, session.FinishedAt!.Value))
            return ReviewOutcome.TooLate;
        var reply = await database
            .CandidateReplies.SingleOrDefaultAsync(row => row.ViolationId == violationId, cancellation)
            .ConfigureAwait(false);
        if (reply is null)
            database.Add(
                new CandidateReply
                {
                    ViolationId = violationId,
                    SessionId = access.SessionId,
                    Text = words,
                    WrittenAt = now,
                }
            );
        else
            (reply.Text, reply.WrittenAt) = (words, now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    DateTime DeadlineOf(string policy, DateTime finished) =>
        finished + (rules.FindPolicy(policy)?.CommentWithin ?? ExamPolicy.DefaultCommentWithin);

    /// <summary>The staff messages that the candidate has not closed, oldest first: those not shown yet.</summary>
    public async Task<IReadOnlyList<MessageNews>> UnseenAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .Join(
                database.StaffMessages.Where(message => message.ShownAt == null),
                session => session.Id,
                message => message.SessionId,
                (_, message) => message
            )
            .OrderBy(message => message.SentAt)
            .Select(message => new MessageNews(message.Id, message.Text, message.SentAt))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Records that the candidate's page shows a message.</summary>
    public async Task ShownAsync(SessionAccess access, Guid messageId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (!await database.Sessions.HeldBy(access).AnyAsync(cancellation).ConfigureAwait(false))
            return;
        var message = await database
            .StaffMessages.SingleOrDefaultAsync(
                row => row.Id == messageId && row.SessionId == access.SessionId && row.ShownAt == null,
                cancellation
            )
            .ConfigureAwait(false);
        if (message is null)
            return;
        message.ShownAt = now;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        feed.Announce(access.SessionId, new MessageShownNews(messageId, now));
    }
}

/// <summary>The state of a session's review, for its candidate.</summary>
/// <param name="Verdict">The final verdict; null without one.</param>
/// <param name="VerdictAt">When it was given, UTC.</param>
/// <param name="CommentBy">The policy's deadline for comments, UTC.</param>
/// <param name="MayComment">Whether the candidate may still comment.</param>
/// <param name="Identity">The check of the identity by a person; null if there was none.</param>
public sealed record ReviewState(Verdict? Verdict, DateTime? VerdictAt, DateTime CommentBy, bool MayComment, PersonCheck? Identity = null);

/// <summary>A check of the identity by a person.</summary>
/// <param name="Confirmed">The result; null until somebody has looked.</param>
public sealed record PersonCheck(bool? Confirmed);
