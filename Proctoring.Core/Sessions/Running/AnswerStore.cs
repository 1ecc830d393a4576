using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Stores a candidate's answers. An answer never replaces one that was given later.</summary>
internal sealed class AnswerStore(IDbContextFactory<ProctoringDb> databases, SessionEpochs epochs, LateAnswers late, TimeProvider time)
{
    /// <summary>The time after the deadline within which an answer in transit still counts.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>A page's time further ahead than this is a wrong number, and counts as this. Two such answers keep the order of their
    /// arrival, so that none locks a question.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromDays(7);

    /// <summary>Stores a choice made now.</summary>
    public Task<AnswerOutcome> KeepAsync(SessionAccess access, int questionId, int? choice, CancellationToken cancellation) =>
        KeepAsync(access, questionId, choice, time.GetUtcNow().UtcDateTime, cancellation);

    /// <summary>Stores a choice made at that time.</summary>
    public Task<AnswerOutcome> KeepAsync(
        SessionAccess access,
        int questionId,
        int? choice,
        DateTime chosenAt,
        CancellationToken cancellation
    ) => KeepAsync(access, questionId, JsonSerializer.SerializeToElement(choice), chosenAt, cancellation);

    /// <summary>Stores a response, which replaces an earlier one.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="value">The response in the order that the session shows, as <see cref="ResponseJson"/> reads it; null clears
    /// it.</param>
    /// <param name="chosenAt">The time of the response by the page's clock, UTC. It alone orders the answers to a question: the clocks of
    /// two servers can differ. <see cref="SessionAnswer.AnsweredAt"/> is this time, limited to the time between the start of the exam and
    /// now.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="SessionTakenException">Another server monitors the session; the same call can succeed later.</exception>
    public async Task<AnswerOutcome> KeepAsync(
        SessionAccess access,
        int questionId,
        JsonElement value,
        DateTime chosenAt,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var question = await database
            .Sessions.HeldBy(access)
            .SelectMany(
                session => session.Exam!.Questions.Where(found => found.Id == questionId && found.Version == session.ExamVersion),
                (session, found) =>
                    new
                    {
                        session.Status,
                        session.StartedAt,
                        session.EndsAt,
                        session.Paper,
                        session.Proctored,
                        Found = found,
                    }
            )
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (question is null || SessionPaper.Of(question.Paper, [question.Found]) is not [var (asked, order)])
            return AnswerOutcome.NoSuchQuestion;
        var response = ShownOrder.ToStored(ResponseJson.Read(asked.Body, value, out var fits), order);
        if (response is UploadedFile upload)
            response = await FileAsync(database, access.SessionId, questionId, upload, cancellation).ConfigureAwait(false);
        if (!fits || (response is null && value.ValueKind == JsonValueKind.Object && asked.Body is FileUpload))
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
        var before = await database
            .Answers.AsNoTracking()
            .SingleOrDefaultAsync(answer => answer.SessionId == access.SessionId && answer.QuestionId == questionId, cancellation)
            .ConfigureAwait(false);
        // The lock is held, so no other call changes the row between reading and writing it.
        var given = chosenAt < now + FurthestAhead ? chosenAt : now + FurthestAhead;
        if (before is not null && (before.ChosenAt ?? before.AnsweredAt) > given && !IsWrong(before, now))
            return AnswerOutcome.Older;
        // The clock of the server that stored the earlier answer may be ahead of this one's.
        if (before is not null && before.AnsweredAt > at && before.AnsweredAt <= latest)
            at = before.AnsweredAt;
        var stored = StoredResponse.Of(response, given, at, receivedAt);
        var history = question.Proctored ? AnswerHistory.After(before, asked.Body, response, stored.Choice, stored.Response, at) : null;
        if (before is not null)
        {
            await ChangeAsync(database, access.SessionId, questionId, stored, history, cancellation).ConfigureAwait(false);
        }
        else
        {
            database.Add(
                new SessionAnswer
                {
                    SessionId = access.SessionId,
                    QuestionId = questionId,
                    Choice = stored.Choice,
                    Response = stored.Response,
                    AnsweredAt = at,
                    ChosenAt = given,
                    ReceivedAt = receivedAt,
                    FirstAnsweredAt = history?.FirstAt,
                    LargestAddition = history?.LargestAddition ?? 0,
                }
            );
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return AnswerOutcome.Stored;
    }

    /// <summary>Whether the stored time cannot be that of a page. The answer must not lock the question.</summary>
    static bool IsWrong(SessionAnswer stored, DateTime now) => (stored.ChosenAt ?? stored.AnsweredAt) > now + FurthestAhead;

    static async Task ChangeAsync(
        ProctoringDb database,
        Guid sessionId,
        int questionId,
        StoredResponse response,
        AnswerHistory? history,
        CancellationToken cancellation
    )
    {
        var (changes, addition) = (history?.Changes ?? 0, history?.LargestAddition ?? 0);
        await database
            .Answers.Where(answer => answer.SessionId == sessionId && answer.QuestionId == questionId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(answer => answer.Choice, response.Choice)
                        .SetProperty(answer => answer.Response, response.Response)
                        .SetProperty(answer => answer.AnsweredAt, response.At)
                        .SetProperty(answer => answer.ChosenAt, response.ChosenAt)
                        .SetProperty(answer => answer.ReceivedAt, response.ReceivedAt)
                        .SetProperty(answer => answer.Changes, changes)
                        .SetProperty(answer => answer.LargestAddition, addition),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>The uploaded file that a response names, as the server stored it; null if there is none.</summary>
    static async Task<UploadedFile?> FileAsync(
        ProctoringDb database,
        Guid sessionId,
        int questionId,
        UploadedFile named,
        CancellationToken cancellation
    ) =>
        await database
            .SessionFiles.Where(file => file.Id == named.Id && file.SessionId == sessionId && file.QuestionId == questionId)
            .Select(file => new UploadedFile(file.Id, file.Name, file.Content.Length))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);

    /// <summary>A response as it is stored.</summary>
    /// <param name="Choice">The index of a single choice; a fixed number for another response or none.</param>
    /// <param name="Response">Any other response, as JSON.</param>
    /// <param name="ChosenAt">When it was given by the page's clock, UTC.</param>
    /// <param name="At">When it was given, UTC.</param>
    /// <param name="ReceivedAt">When it arrived, UTC, if that was after the deadline.</param>
    sealed record StoredResponse(int Choice, string? Response, DateTime ChosenAt, DateTime At, DateTime? ReceivedAt)
    {
        public static StoredResponse Of(QuestionResponse? response, DateTime chosenAt, DateTime at, DateTime? receivedAt) =>
            response switch
            {
                null => new(SessionAnswer.Cleared, null, chosenAt, at, receivedAt),
                ChosenOne one => new(one.Choice, null, chosenAt, at, receivedAt),
                _ => new(
                    SessionAnswer.InResponse,
                    ResponseJson.Write(response)!.ToJsonString(QuestionJson.Options),
                    chosenAt,
                    at,
                    receivedAt
                ),
            };
    }

    /// <summary>Returns the time from which a page counts the times of its answers: now, or the page's time of the newest stored answer if
    /// that is later, because the clock of another server is ahead. A time that is too far ahead for a clock does not count.</summary>
    public async Task<DateTimeOffset> PageTimeAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var furthest = now.UtcDateTime + FurthestAhead;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var newest = await database
            .Sessions.HeldBy(access)
            .SelectMany(session => session.Answers)
            .Select(answer => answer.ChosenAt ?? answer.AnsweredAt)
            .Where(at => at <= furthest)
            .OrderByDescending(at => at)
            .Select(at => (DateTime?)at)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return newest is { } at && at > now.UtcDateTime ? new DateTimeOffset(at) : now;
    }

    /// <summary>Returns the responses so far in the order that the session shows, by question id.</summary>
    public async Task<IReadOnlyDictionary<int, JsonElement>> ReadAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .HeldBy(access)
            .Include(row => row.Answers)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        Dictionary<int, JsonElement> responses = [];
        if (session is null)
            return responses;
        var answers = session.Answers.ToDictionary(answer => answer.QuestionId);
        foreach (var (question, order) in await database.PaperAsync(session, cancellation).ConfigureAwait(false))
        {
            if (answers.GetValueOrDefault(question.Id)?.ResponseTo(question) is { } response)
                responses[question.Id] = JsonSerializer.SerializeToElement(ResponseJson.Write(ShownOrder.ToShown(response, order)));
        }

        return responses;
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
