using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>A submitted exam.</summary>
/// <param name="ExamId">The number of the session.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Score">Null until the host has reported the result of its questions.</param>
/// <param name="TotalQuestions">The number of questions.</param>
/// <param name="CorrectAnswers">Null until the host has reported it.</param>
/// <param name="Recorded">How many of the events in the call are on record.</param>
internal sealed record SubmittedExam(int ExamId, Guid SessionId, decimal? Score, int TotalQuestions, int? CorrectAnswers, int Recorded);

/// <summary>Submits an exam for the system that started it, or for its candidate's browser.</summary>
internal sealed partial class ExamSubmission(
    IDbContextFactory<ProctoringDb> databases,
    SessionCloser closer,
    ReportedEvents events,
    TimeProvider time,
    ILogger<ExamSubmission> log
)
{
    /// <summary>Submits the exam. Repeating the same submission changes nothing and succeeds.</summary>
    /// <param name="caller">The caller. A session token ends the exam and never sets its score.</param>
    /// <param name="name">The exam.</param>
    /// <param name="correctAnswers">The number of correct answers. Ignored for our own questions that the candidate answered here.</param>
    /// <param name="reported">Further events. They are stored first, or, if the exam ended without a result, with the host's first
    /// result.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="CallRefusedException">
    /// There is no such exam, the number is missing or out of range, the caller may not submit it, or it has another result.
    /// </exception>
    public async Task<SubmittedExam> SubmitAsync(
        ApiCaller caller,
        SessionName name,
        int? correctAnswers,
        IReadOnlyList<ReportedEvent> reported,
        CancellationToken cancellation
    )
    {
        var session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        if (correctAnswers < 0 || correctAnswers > session.TotalQuestions)
            throw CallRefusedException.Field(
                "correct_answers", string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {session.TotalQuestions}")
            );
        var result = ResultOf(caller, session, correctAnswers);
        if (session.Open)
        {
            if (session.NotBefore > time.GetUtcNow().UtcDateTime)
                throw CallRefusedException.Conflict(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Exam {session.Number} opens at {session.NotBefore:yyyy-MM-ddTHH:mm:ssZ}; a cancellation ends it before"
                    ),
                    ErrorCodes.ExamNotOpen
                );
            session = await InTimeAsync(caller, name, session, cancellation).ConfigureAwait(false);
            // During the checks a candidate already holds a token, but has answered none of our questions.
            if (session is { Ours: true, CountedHere: false } && caller.Access is not null)
                throw CallRefusedException.NotAllowed(
                    "This exam has not begun, and its questions are answered in its frame; a session token cannot submit it"
                );
            await RecordAsync(caller, session.Number, reported, cancellation).ConfigureAwait(false);
            await closer.SubmitForHostAsync(session.SessionId, result).ConfigureAwait(false);
            session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        }

        if (session.Cancelled)
            throw CallRefusedException.Conflict(
                string.Create(CultureInfo.InvariantCulture, $"Exam {session.Number} was cancelled, so it has no result"),
                ErrorCodes.ExamEnded
            );
        // The deadline, staff or the candidate ended it without a result: the host's first result counts.
        if (session is { Open: false, CountedHere: false, CorrectAnswers: null } && result is { } late)
        {
            var rows = await events.LateRowsAsync(session.SessionId, reported, cancellation).ConfigureAwait(false);
            await closer.AddResultAsync(session.SessionId, late, rows).ConfigureAwait(false);
            session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        }

        if (result is { } sent && !session.CountedHere && session.CorrectAnswers != sent)
            throw CallRefusedException.Conflict(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Exam {session.Number} was already submitted with {session.CorrectAnswers ?? 0} correct answers"
                ),
                ErrorCodes.AlreadySubmitted
            );
        return new SubmittedExam(
            session.Number,
            session.SessionId,
            session.Score,
            session.TotalQuestions,
            session.CorrectAnswers,
            await events.CountSubmittedAsync(session.SessionId, reported.Count, cancellation).ConfigureAwait(false)
        );
    }

    /// <summary>Returns the result that counts. A candidate could report any result, so the candidate's never counts.</summary>
    int? ResultOf(ApiCaller caller, Session session, int? correctAnswers)
    {
        if (caller.Access is null)
            return correctAnswers ?? throw CallRefusedException.Field("correct_answers", "is required");
        if (correctAnswers is not null && !session.Ours)
            LogResultIgnored(session.Number);
        return null;
    }

    /// <summary>
    /// Refuses a submission after the right has expired. A session that ends at that moment accepts the result afterwards.
    /// </summary>
    async Task<Session> InTimeAsync(ApiCaller caller, SessionName name, Session session, CancellationToken cancellation)
    {
        if (session.Running || session.ExpiresAt > time.GetUtcNow().UtcDateTime)
            return session;
        await closer.CloseIfOverdueAsync(session.SessionId, cancellation).ConfigureAwait(false);
        session = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        return session.Open ? throw ApiSessionQueries.NoneUnderWay(name) : session;
    }

    /// <summary>Stores the events. Of two submissions at the same moment each event is stored once.</summary>
    async Task RecordAsync(ApiCaller caller, int number, IReadOnlyList<ReportedEvent> reported, CancellationToken cancellation)
    {
        try
        {
            foreach (var (index, seen) in reported.Index())
                await events.RecordSubmittedAsync(caller, number, index, seen, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException ended) when (ended.Refusal == CallRefusal.NotFound)
        {
            // The exam ended at this moment. If it has no result yet, the events are stored with the result.
        }
    }

    async Task<Session> FindAsync(ApiCaller caller, SessionName name, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
                .Named(caller, name)
                .Select(found => new Session(
                    found.Number,
                    found.SessionId,
                    found.Session!.Status == SessionStatus.Preparing || found.Session.Status == SessionStatus.Running,
                    found.Session.Status == SessionStatus.Running,
                    found.Session.Status == SessionStatus.Cancelled,
                    found.Session.ExamId != null,
                    found.Session.ExamId != null && found.Session.StartedAt != null,
                    found.Session.ExpiresAt,
                    found.Session.NotBefore,
                    found.Session.TotalQuestions,
                    found.Session.CorrectAnswers,
                    found.Session.Score
                ))
                .FirstOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw CallRefusedException.NotFound(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is no exam {name.ExamId}{(name.Student is { } student ? $" of the student {student}" : "")}"
                ),
                ErrorCodes.ExamNotFound
            );
    }

    [LoggerMessage(LogLevel.Information, "A session token reported a result for exam {Number}; only an API key can, so it is ignored")]
    partial void LogResultIgnored(int number);

    // Open: neither submitted nor ended. Ours: the questions are in our database. CountedHere: the candidate answered them here.
    sealed record Session(
        int Number,
        Guid SessionId,
        bool Open,
        bool Running,
        bool Cancelled,
        bool Ours,
        bool CountedHere,
        DateTime? ExpiresAt,
        DateTime? NotBefore,
        int TotalQuestions,
        int? CorrectAnswers,
        decimal? Score
    );
}
