using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Keeps a candidate's answers on the server as they are given.</summary>
internal sealed class AnswerStore(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>An answer that was on its way when the time ran out still counts, within this.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Keeps a choice in place of an earlier one.</summary>
    public async Task<AnswerOutcome> KeepAsync(SessionAccess access, int questionId, int choice, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var question = await database.Sessions.HeldBy(access)
            .SelectMany(session => session.Exam!.Questions, (session, found) => new { session.Status, session.EndsAt, found.Id, found.Choices })
            .SingleOrDefaultAsync(found => found.Id == questionId, cancellation).ConfigureAwait(false);
        if (question is null || choice < 0 || choice >= question.Choices.Count)
            return AnswerOutcome.NoSuchQuestion;
        if (question.Status != SessionStatus.Running || now > question.EndsAt + Grace)
            return AnswerOutcome.Closed;

        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Holds the row until the answer is in: an end of the session comes before the answer or after it, never between.
        var running = await database.Sessions.Where(session => session.Id == access.SessionId && session.Status == SessionStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.Status, SessionStatus.Running), cancellation).ConfigureAwait(false);
        if (running == 0)
            return AnswerOutcome.Closed;
        if (!await ChangeAsync(database, access.SessionId, questionId, choice, now, cancellation).ConfigureAwait(false))
        {
            database.Add(new SessionAnswer { SessionId = access.SessionId, QuestionId = questionId, Choice = choice, AnsweredAt = now });
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return AnswerOutcome.Kept;
    }

    static async Task<bool> ChangeAsync(ProctoringDb database, Guid sessionId, int questionId, int choice, DateTime now, CancellationToken cancellation) =>
        await database.Answers
            .Where(answer => answer.SessionId == sessionId && answer.QuestionId == questionId)
            .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Choice, choice).SetProperty(answer => answer.AnsweredAt, now), cancellation)
            .ConfigureAwait(false) > 0;

    /// <summary>The choices so far, by question id.</summary>
    public async Task<IReadOnlyDictionary<int, int>> ReadAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access).SelectMany(session => session.Answers)
            .ToDictionaryAsync(answer => answer.QuestionId, answer => answer.Choice, cancellation).ConfigureAwait(false);
    }
}

/// <summary>What became of an answer.</summary>
public enum AnswerOutcome
{
    Kept,

    /// <summary>The session is not running, or its time is up.</summary>
    Closed,

    /// <summary>This session has no such question or choice.</summary>
    NoSuchQuestion,
}
