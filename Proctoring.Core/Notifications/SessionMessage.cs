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
            .SessionNumbers.AsNoTracking()
            .Where(row => row.SessionId == occurred.SessionId)
            .Select(row => new MessageExam(
                row.Number,
                row.Session!.ExamName,
                row.Session.Student!.ExternalId,
                row.Session.Status,
                row.Session.TotalQuestions,
                row.Session.CorrectAnswers,
                row.Session.Score,
                row.Session.RiskScore,
                row.Session.StartedAt,
                row.Session.FinishedAt,
                row.Session.Verdict,
                row.Session.VerdictAt
            ))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return exam is null ? null : Write(occurred.Type, occurred.OccurredAt, exam);
    }

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
        int ExamId,
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
        DateTime? DecidedAt
    );
}
