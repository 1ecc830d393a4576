using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Stores a candidate's answers. An answer never replaces one that was given later.</summary>
internal sealed class AnswerStore(IDbContextFactory<ProctoringDb> databases, SessionEpochs epochs, LateAnswers late, TimeProvider time)
{
    /// <summary>The time after the deadline within which an answer in transit still counts.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Stores a choice made now.</summary>
    public Task<AnswerOutcome> KeepAsync(SessionAccess access, int questionId, int? choice, CancellationToken cancellation) =>
        KeepAsync(access, questionId, choice, time.GetUtcNow().UtcDateTime, cancellation);

    /// <summary>Stores a choice, which replaces an earlier one.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="choice">The index of the choice, from 0; null clears the choice.</param>
    /// <param name="chosenAt">The time of the choice, UTC. Limited to the time between the start of the exam and now.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="SessionTakenException">Another server monitors the session; the same call can succeed later.</exception>
    public async Task<AnswerOutcome> KeepAsync(
        SessionAccess access,
        int questionId,
        int? choice,
        DateTime chosenAt,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var question = await database
            .Sessions.HeldBy(access)
            .SelectMany(
                session => session.Exam!.Questions,
                (session, found) =>
                    new
                    {
                        session.Status,
                        session.StartedAt,
                        session.EndsAt,
                        found.Id,
                        found.Choices,
                    }
            )
            .SingleOrDefaultAsync(found => found.Id == questionId, cancellation)
            .ConfigureAwait(false);
        if (question is null || choice < 0 || choice >= question.Choices.Count)
            return AnswerOutcome.NoSuchQuestion;
        // After the grace only an answer counts that was given before the deadline, by the page's clock.
        var isLate = now > question.EndsAt + Grace;
        if (
            question.Status != SessionStatus.Running
            || (isLate && (chosenAt > question.EndsAt || now > late.Until(question.EndsAt!.Value)))
        )
            return AnswerOutcome.Closed;

        // The time comes from a browser, and an answer that was on its way counts as given at the deadline.
        DateTime? receivedAt = isLate ? now : null;
        var latest = now < question.EndsAt ? now : question.EndsAt!.Value;
        var at =
            chosenAt > latest ? latest
            : chosenAt < question.StartedAt ? question.StartedAt.Value
            : chosenAt;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Locks the row until the answer is stored: an end of the session comes before the answer or after it, never in between.
        await epochs.LockAsync(database, access.SessionId, epochs.Find(access.SessionId), cancellation).ConfigureAwait(false);
        var running = await database
            .Sessions.AnyAsync(session => session.Id == access.SessionId && session.Status == SessionStatus.Running, cancellation)
            .ConfigureAwait(false);
        if (!running)
            return AnswerOutcome.Closed;
        if (
            !await ChangeAsync(
                    database,
                    access.SessionId,
                    questionId,
                    new Choice(choice ?? SessionAnswer.Cleared, at, receivedAt),
                    now,
                    cancellation
                )
                .ConfigureAwait(false)
        )
        {
            if (
                await database
                    .Answers.AnyAsync(answer => answer.SessionId == access.SessionId && answer.QuestionId == questionId, cancellation)
                    .ConfigureAwait(false)
            )
                return AnswerOutcome.Older;
            database.Add(
                new SessionAnswer
                {
                    SessionId = access.SessionId,
                    QuestionId = questionId,
                    Choice = choice ?? SessionAnswer.Cleared,
                    AnsweredAt = at,
                    ReceivedAt = receivedAt,
                }
            );
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return AnswerOutcome.Stored;
    }

    // An answer from the future was stored before the server's clock was set back. It must not lock the question.
    static async Task<bool> ChangeAsync(
        ProctoringDb database,
        Guid sessionId,
        int questionId,
        Choice choice,
        DateTime now,
        CancellationToken cancellation
    ) =>
        await database
            .Answers.Where(answer =>
                answer.SessionId == sessionId
                && answer.QuestionId == questionId
                && (answer.AnsweredAt <= choice.At || answer.AnsweredAt > now)
            )
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(answer => answer.Choice, choice.Index)
                        .SetProperty(answer => answer.AnsweredAt, choice.At)
                        .SetProperty(answer => answer.ReceivedAt, choice.ReceivedAt),
                cancellation
            )
            .ConfigureAwait(false) > 0;

    /// <summary>A choice as it is stored.</summary>
    /// <param name="Index">The index of the choice.</param>
    /// <param name="At">When it was made, UTC.</param>
    /// <param name="ReceivedAt">When it arrived, UTC, if that was after the deadline.</param>
    sealed record Choice(int Index, DateTime At, DateTime? ReceivedAt);

    /// <summary>Returns the choices so far, by question id.</summary>
    public async Task<IReadOnlyDictionary<int, int>> ReadAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.HeldBy(access)
            .SelectMany(session => session.Answers)
            .Where(answer => answer.Choice != SessionAnswer.Cleared)
            .ToDictionaryAsync(answer => answer.QuestionId, answer => answer.Choice, cancellation)
            .ConfigureAwait(false);
    }
}

/// <summary>The result of storing an answer.</summary>
public enum AnswerOutcome
{
    Stored,

    /// <summary>A later answer is already stored, and stays.</summary>
    Older,

    /// <summary>The session is not running, or the answer was given after its time.</summary>
    Closed,

    /// <summary>This session has no such question or choice.</summary>
    NoSuchQuestion,
}
