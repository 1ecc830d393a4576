using System.Globalization;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Submits exams.</summary>
internal static partial class ExamSubmissionsApi
{
    static readonly ApiRight Submit = new(ApiScopes.Exams, Candidates: true, Openly: true);

    const string WithoutScore = "Exam submitted. It has no score until your server reports the result with an API key.";

    /// <summary>The events of one submission that are stored; no number of them refuses the result.</summary>
    const int MostEvents = 500;

    /// <summary>The most occurrences that one event stands for.</summary>
    const int MostTimes = 1000;

    public static void Map(ApiRoutes routes) =>
        routes.Post(
            "submit-exam",
            "exams/{exam_id}/submission",
            Submit,
            new("Submit an exam", typeof(SubmitExamBody), typeof(SubmittedData), 200, 400, 404, 409)
            {
                Codes =
                [
                    ErrorCodes.ExamNotFound,
                    ErrorCodes.AlreadySubmitted,
                    ErrorCodes.ExamNotOpen,
                    ErrorCodes.ExamEnded,
                    ErrorCodes.ExamFull,
                ],
            },
            SubmitAsync
        );

    static async Task<ApiAnswer> SubmitAsync(
        HttpContext context,
        ExamSubmission submission,
        ApiLinks links,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var (body, leftOut) = await context.ReadResultAsync<SubmitExamBody>(ApiBody.Submission);
        if (ExamsApi.ExamOf(context, body.ExamId) is not { } exam && context.Caller().Access is null)
            throw CallRefusedException.Field("exam_id", "is required");
        if (body.CorrectAnswers is null && context.Caller().Access is null)
            throw CallRefusedException.Field("correct_answers", "is required");
        // A page that reports each frame has thousands of events. The result matters more than the last of them.
        var seen = (body.Violations ?? [])
            .Take(MostEvents)
            .Select(violation => new ReportedEvent
            {
                Type = violation.Type?.Name ?? "",
                Objects = violation.Objects?.Things?.Text,
                Times = Math.Clamp(violation.TabSwitches ?? 1, 1, MostTimes),
                At = EventsApi.TimeOf(
                    time,
                    violation.AgeMs is { } age ? Math.Clamp(age, 0, EventsApi.OldestEvent) : null,
                    violation.At
                ),
            });
        var submitted = await submission.SubmitAsync(
            context.Caller(),
            new SessionName(ExamsApi.ExamOf(context, body.ExamId), body.StudentId?.Name),
            body.CorrectAnswers,
            [.. seen],
            context.RequestAborted
        );
        if (leftOut > 0)
            LogLeftOut(logs.CreateLogger(typeof(ExamSubmissionsApi)), submitted.SessionId, leftOut);
        return ApiAnswer.Ok(
            MessageOf(submitted, body.Violations?.Count ?? 0, leftOut),
            new SubmittedData(
                submitted.ExamId,
                submitted.Score,
                submitted.TotalQuestions,
                submitted.CorrectAnswers,
                links.Report(context.Request, submitted.ExamId, submitted.SessionId),
                submitted.Recorded,
                leftOut
            )
        );
    }

    [LoggerMessage(LogLevel.Warning, "A result of session {SessionId} was nested too deeply: {Count} objects and lists were left out")]
    static partial void LogLeftOut(ILogger log, Guid sessionId, int count);

    static string MessageOf(SubmittedExam submitted, int sent, int leftOut)
    {
        List<string> sentences = [(submitted.Score is null ? WithoutScore : "Exam submitted").TrimEnd('.')];
        if (submitted.Recorded != sent)
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{submitted.Recorded} of {sent} violations are on record"));
        if (leftOut > 0)
            sentences.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Objects and lists nested deeper than {ApiJson.DeepestBody} levels were left out: {leftOut}"
                )
            );
        return sentences.Count > 1 ? string.Join(". ", sentences)
            : submitted.Score is null ? WithoutScore
            : sentences[0];
    }
}

/// <summary>The body of submit-exam.</summary>
internal sealed record SubmitExamBody
{
    public int? ExamId { get; init; }

    /// <summary>The student of the exam. With an API key, the exam of another student is not found.</summary>
    public StudentField? StudentId { get; init; }

    /// <summary>Required with an API key. A session token cannot report a result; its number is not used.</summary>
    public int? CorrectAnswers { get; init; }

    /// <summary>Events that were not reported before. The first 500 are stored.</summary>
    public IReadOnlyList<SubmittedViolation>? Violations { get; init; }
}

/// <summary>An event that the caller has not reported before.</summary>
internal sealed record SubmittedViolation
{
    /// <summary>A rule's id, an alias, or the caller's own name. No name makes the server refuse the result.</summary>
    public EventNameField? Type { get; init; }

    /// <summary>The observed objects. No value makes the server refuse the result.</summary>
    public SubmittedThings? Objects { get; init; }

    /// <summary>How often it happened; more than 1000 count as 1000.</summary>
    public int? TabSwitches { get; init; }

    /// <summary>How long ago it happened, in milliseconds.</summary>
    public int? AgeMs { get; init; }

    /// <summary>When it happened, by the caller's clock; ignored if age_ms is given.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>The answer of submit-exam.</summary>
/// <param name="ExamId">The number of the exam.</param>
/// <param name="Score">Null until the calling system has reported the result.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">Null until the calling system has reported it.</param>
/// <param name="ReportUrl">The address of the report, for a person.</param>
/// <param name="ViolationsRecorded">How many of the violations in the call are on record.</param>
/// <param name="ValuesLeftOut">How many objects and lists of the call were nested too deeply and left out.</param>
internal sealed record SubmittedData(
    int ExamId,
    decimal? Score,
    int TotalQuestions,
    int? CorrectAnswers,
    string ReportUrl,
    int ViolationsRecorded,
    int ValuesLeftOut
);
