using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>Writes the message of an event: its type, its time and the state of the exam, without a name or a picture of a
/// person.</summary>
internal static class SessionMessage
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The message; null if the session no longer exists.</summary>
    public static async Task<string?> OfAsync(ProctoringDb database, OutboxEvent occurred, CancellationToken cancellation)
    {
        var exam = await database
            .Sessions.AsNoTracking()
            .Where(session => session.Id == occurred.SessionId)
            .Select(session => new MessageExam(
                database.SessionNumbers.Where(row => row.SessionId == session.Id).Select(row => (int?)row.Number).FirstOrDefault(),
                session.Id,
                session.ExamName,
                session.Student!.ExternalId,
                session.Status,
                session.TotalQuestions,
                session.CorrectAnswers,
                session.Score,
                session.RiskScore,
                session.StartedAt,
                session.FinishedAt,
                session.Verdict,
                session.Verdict == null ? null : session.VerdictAt,
                session.RegradedAt,
                session.OriginalScore,
                null
            ))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return exam is null
            ? null
            : Write(
                occurred.Type,
                occurred.OccurredAt,
                exam with
                {
                    // An exam with a number is named by it alone.
                    SessionId = exam.ExamId is null ? exam.SessionId : null,
                    Violation = await FlagAsync(database, occurred.ViolationId, cancellation).ConfigureAwait(false),
                }
            );
    }

    /// <summary>The flag of an event. A query of its own: SQLite cannot join it to the session's.</summary>
    static async Task<MessageFlag?> FlagAsync(ProctoringDb database, Guid? id, CancellationToken cancellation) =>
        id is null
            ? null
            : await database
                .Violations.Where(flag => flag.Id == id)
                .Select(flag => new MessageFlag(flag.Id, flag.Type, flag.Title, flag.Severity, flag.BeganAt))
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false);

    /// <summary>The message of a test.</summary>
    public static string OfTest(DateTime at) => Write(OutboxEventTypes.Test, at, new { });

    static string Write(string type, DateTime at, object data) =>
        JsonSerializer.Serialize(
            new
            {
                Type = type,
                Timestamp = at,
                Data = data,
            },
            Json
        );

    sealed record MessageExam(
        int? ExamId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? SessionId,
        string ExamName,
        string StudentId,
        SessionStatus Status,
        int TotalQuestions,
        int? CorrectAnswers,
        decimal? Score,
        double? Risk,
        DateTime? StartedAt,
        DateTime? FinishedAt,
        Verdict? Verdict,
        DateTime? DecidedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? RegradedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? OriginalScore,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MessageFlag? Violation
    );

    sealed record MessageFlag(Guid Id, string Type, string Title, Severity Severity, DateTime StartedAt);
}
