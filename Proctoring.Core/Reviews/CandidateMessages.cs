using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>The messages between a candidate and staff. The session's token is the candidate's right to both directions.</summary>
internal sealed class CandidateMessages(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, SessionFeed feed, TimeProvider time)
{
    /// <summary>The longest answer to a flag; the same as in the database.</summary>
    public const int LongestReply = 1000;

    /// <summary>The longest state of a page that is stored with a problem; the same as in the database.</summary>
    const int LongestPageState = 1000;

    /// <summary>The most messages that one candidate sends within a minute.</summary>
    const int MostPerMinute = 10;

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

    /// <summary>The messages of a session in both directions for its candidate, the oldest first.</summary>
    public async Task<IReadOnlyList<CandidateChatLine>> ConversationAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var held = database.Sessions.HeldBy(access).Select(session => session.Id);
        var staff = await database
            .StaffMessages.Where(row => held.Contains(row.SessionId))
            .Select(row => new CandidateChatLine(row.Id, false, row.Text, row.SentAt, row.ClosedAt != null))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var own = await database
            .CandidateMessages.Where(row => held.Contains(row.SessionId))
            .Select(row => new CandidateChatLine(row.Id, true, row.Text, row.SentAt, true))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. staff.Concat(own).OrderBy(line => line.SentAt)];
    }

    /// <summary>Sends a message to the proctor of a session that is not over.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="text">At most <see cref="ReviewLimits.Message"/> characters.</param>
    /// <param name="pageState">The state of the candidate's page, sent with a problem; null for a plain message.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <returns>The message; null if the session is over, or if too many messages were sent within a minute.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The text is empty or too long.</exception>
    public async Task<CandidateChatLine?> WriteAsync(SessionAccess access, string? text, string? pageState, CancellationToken cancellation)
    {
        var words = TextLimits.Required(text, "message", ReviewLimits.Message);
        var now = time.GetUtcNow().UtcDateTime;
        var lately = now.AddMinutes(-1);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var open = await database
            .Sessions.HeldBy(access)
            .AnyAsync(session => session.Status == SessionStatus.Preparing || session.Status == SessionStatus.Running, cancellation)
            .ConfigureAwait(false);
        if (
            !open
            || await database
                .CandidateMessages.CountAsync(row => row.SessionId == access.SessionId && row.SentAt > lately, cancellation)
                .ConfigureAwait(false) >= MostPerMinute
        )
            return null;
        var message = new CandidateMessage
        {
            Id = Guid.CreateVersion7(now),
            SessionId = access.SessionId,
            Text = words,
            PageState = pageState is null ? null : TextCharacters.Beginning(pageState, LongestPageState),
            SentAt = now,
        };
        database.Add(message);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        feed.Announce(access.SessionId, new CandidateMessageNews(message.Id, words, now));
        return new CandidateChatLine(message.Id, true, words, now, true);
    }

    /// <summary>Records that the candidate closed a staff message. A reload no longer shows it.</summary>
    public async Task CloseAsync(SessionAccess access, Guid messageId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var held = database.Sessions.HeldBy(access).Select(session => session.Id);
        var message = await database
            .StaffMessages.SingleOrDefaultAsync(
                row => row.Id == messageId && held.Contains(row.SessionId) && row.ClosedAt == null,
                cancellation
            )
            .ConfigureAwait(false);
        if (message is null)
            return;
        message.ClosedAt = time.GetUtcNow().UtcDateTime;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    DateTime DeadlineOf(string policy, DateTime finished) =>
        finished + (rules.FindOfSession(policy)?.CommentWithin ?? ExamPolicy.DefaultCommentWithin);

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

/// <summary>One message as the candidate sees it.</summary>
/// <param name="Id">The message.</param>
/// <param name="Own">Whether the candidate wrote it.</param>
/// <param name="Text">Plain text.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="Closed">Whether the candidate has closed it.</param>
public sealed record CandidateChatLine(Guid Id, bool Own, string Text, DateTime SentAt, bool Closed);

/// <summary>The state of a session's review, for its candidate.</summary>
/// <param name="Verdict">The final verdict; null without one.</param>
/// <param name="VerdictAt">When it was given, UTC.</param>
/// <param name="CommentBy">The policy's deadline for comments, UTC.</param>
/// <param name="MayComment">Whether the candidate may still comment.</param>
/// <param name="Identity">The check of the identity by a person; null if there was none.</param>
public sealed record ReviewState(Verdict? Verdict, DateTime? VerdictAt, DateTime CommentBy, bool MayComment, PersonCheck? Identity = null);

/// <summary>A check of the identity by a person.</summary>
/// <param name="Confirmed">The result; null until someone has looked.</param>
public sealed record PersonCheck(bool? Confirmed);
