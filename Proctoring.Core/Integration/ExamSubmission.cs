using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>An exam with its result.</summary>
internal sealed record SubmittedExam(int ExamId, Guid SessionId, decimal Score, int TotalQuestions, int CorrectAnswers);

/// <summary>Hands an exam in for the system that started it.</summary>
internal sealed class ExamSubmission(IDbContextFactory<ProctoringDb> databases, SessionCloser closer, ReportedEvents events, TimeProvider time)
{
    /// <summary>Hands in. The same result again changes nothing and is no mistake.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="name">The exam.</param>
    /// <param name="correctAnswers">How many answers were right; ignored where the candidate answered our own questions in our own page.</param>
    /// <param name="reported">What else was seen, put on record first.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="CallRefusedException">There is no such exam, the number is out of range, the caller may not tell it, or another result stands.</exception>
    public async Task<SubmittedExam> SubmitAsync(
        ApiCaller caller, SessionName name, int correctAnswers, IReadOnlyList<ReportedEvent> reported, CancellationToken cancellation)
    {
        foreach (var (index, seen) in reported.Index())
            events.CheckType(seen.Type, FormattableString.Invariant($"violations[{index}].type"));
        var session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        if (correctAnswers < 0 || correctAnswers > session.TotalQuestions)
            throw CallRefusedException.Invalid(string.Create(CultureInfo.InvariantCulture, $"correct_answers must be from 0 to {session.TotalQuestions}"));
        if (session.Open)
        {
            if (session.ExpiresAt <= time.GetUtcNow().UtcDateTime)
                throw ApiSessionQueries.NoneUnderWay(name);
            // A candidate who has only the checks behind them holds a token already: their word is no result of ours.
            if (session is { Ours: true, CountedHere: false } && caller.Access is not null)
                throw CallRefusedException.NotAllowed("This exam has not begun, and its questions are answered in its frame; a session token can't tell its result");
            await RecordAsync(caller, session.Number, reported, cancellation).ConfigureAwait(false);
            await closer.SubmitForHostAsync(session.SessionId, correctAnswers).ConfigureAwait(false);
            session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        }

        // Ended by the clock, by staff or by a frame that knew no result: the first who tells one is believed.
        if (session is { Open: false, Ours: false, CorrectAnswers: null })
        {
            await closer.TellResultAsync(session.SessionId, correctAnswers).ConfigureAwait(false);
            session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        }

        if (!session.CountedHere && session.CorrectAnswers != correctAnswers)
            throw CallRefusedException.Conflict(string.Create(CultureInfo.InvariantCulture, $"Exam {session.Number} was submitted already, with {session.CorrectAnswers ?? 0} correct answers"));
        return new SubmittedExam(session.Number, session.SessionId, session.Score ?? 0, session.TotalQuestions, session.CorrectAnswers ?? 0);
    }

    /// <summary>Keeps the events; two submissions at once bring each once, and one that comes second brings none.</summary>
    async Task RecordAsync(ApiCaller caller, int number, IReadOnlyList<ReportedEvent> reported, CancellationToken cancellation)
    {
        try
        {
            foreach (var (index, seen) in reported.Index())
                await events.RecordSubmittedAsync(caller, number, index, seen, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException ended) when (ended.Refusal == CallRefusal.NotFound)
        {
            // Ended at this moment by another call; what result stands is looked at next.
        }
    }

    async Task<Session> FindAsync(ApiCaller caller, SessionName name, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Named(caller, name)
            .Select(found => new Session(
                found.Number,
                found.SessionId,
                found.Session!.Status == SessionStatus.Preparing || found.Session.Status == SessionStatus.Running,
                found.Session.ExamId != null,
                found.Session.ExamId != null && found.Session.StartedAt != null,
                found.Session.ExpiresAt,
                found.Session.TotalQuestions,
                found.Session.CorrectAnswers,
                found.Session.Score))
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false)
            ?? throw CallRefusedException.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no exam {name.ExamId}"));
    }

    sealed record Session(
        int Number, Guid SessionId, bool Open, bool Ours, bool CountedHere, DateTime? ExpiresAt, int TotalQuestions, int? CorrectAnswers, decimal? Score);
}
