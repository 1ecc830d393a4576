using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Integration;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>Starts exams, submits them, and gives their results.</summary>
internal static partial class ExamsApi
{
    static readonly ApiRight Start = new(ApiScopes.Exams, Openly: true);
    static readonly ApiRight Cancel = new(ApiScopes.Exams);
    static readonly ApiRight Submit = new(ApiScopes.Exams, Candidates: true, Openly: true);
    static readonly ApiRight Read = new(ApiScopes.Results, Candidates: true, Openly: true);

    const string FullMode = "full";
    const string SidecarMode = "sidecar";

    const string WithoutScore = "Exam submitted. It has no score until your server reports the result with an API key.";

    /// <summary>The events of one submission that are stored; no number of them refuses the result.</summary>
    const int MostEvents = 500;

    /// <summary>The most occurrences that one event stands for.</summary>
    const int MostTimes = 1000;

    /// <summary>More flags than any session has.</summary>
    const int MostViolations = 10_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Post(
            "start-exam",
            "exams",
            Start,
            new("Start an exam", typeof(StartExamBody), typeof(StartedData), 201, 400, 403) { Codes = [ErrorCodes.StudentNotFound] },
            StartAsync
        );
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
        routes.Post(
            null,
            "exams/{exam_id}/cancellation",
            Cancel,
            new("Cancel an exam that has not begun", typeof(CancelExamBody), typeof(ExamResource), 200, 400, 404, 409)
            {
                BodyIsOptional = true,
                Codes = [ErrorCodes.ExamNotFound, ErrorCodes.ExamBegun, ErrorCodes.ExamEnded],
            },
            CancelAsync
        );
        routes.Get(
            "exam-result/{exam_id}",
            null,
            Read,
            new("The result of an exam and its flags", null, typeof(ExamResultData), 200, 404) { Codes = [ErrorCodes.ExamNotFound] },
            ResultAsync
        );
    }

    /// <summary>The exam of the path, or else of the body.</summary>
    /// <exception cref="CallRefusedException">The path does not contain a number, or the body names another exam.</exception>
    public static int? ExamOf(HttpContext context, int? inBody)
    {
        if (context.Request.RouteValues["exam_id"] is not string text)
            return inBody;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw CallRefusedException.NotFound("There is no such exam; an exam_id is a whole number", ErrorCodes.ExamNotFound);
        return inBody is null || inBody == number
            ? number
            : throw CallRefusedException.Field(
                "exam_id", string.Create(CultureInfo.InvariantCulture, $"is {inBody} in the body and {number} in the path")
            );
    }

    static async Task<ApiAnswer> StartAsync(HttpContext context, ExamStarts starts, EmbedLinks embeds, ApiLinks links)
    {
        var body = await context.ReadBodyAsync<StartExamBody>(ApiBody.Small);
        return ApiAnswer.Created("Exam started", await StartOneAsync(context, body, starts, embeds, links));
    }

    /// <summary>Starts one exam.</summary>
    /// <exception cref="ValidationException">A field is missing or wrong.</exception>
    /// <exception cref="CallRefusedException">A field is wrong, or there is no such student.</exception>
    public static async Task<StartedData> StartOneAsync(
        HttpContext context,
        StartExamBody body,
        ExamStarts starts,
        EmbedLinks embeds,
        ApiLinks links
    )
    {
        if (!string.IsNullOrWhiteSpace(body.Email) && StudentStore.NormalEmail(body.Email) is null)
            throw CallRefusedException.Field("email", "is not an email address");
        if (!string.IsNullOrWhiteSpace(body.Mode) && body.Mode is not (FullMode or SidecarMode))
            throw CallRefusedException.Field("mode", "must be full or sidecar");
        var opened = await starts.OpenAsync(
            context.Caller(),
            new ExamStart
            {
                Student = body.StudentId!.Name,
                ExamName = body.ExamName!,
                TotalQuestions = body.TotalQuestions!.Value,
                Name = body.Name,
                Policy = string.IsNullOrWhiteSpace(body.Policy) ? null : body.Policy,
                ReturnUrl = string.IsNullOrWhiteSpace(body.ReturnUrl) ? null : body.ReturnUrl,
                Minutes = body.Minutes,
                OwnQuestions = body.Mode == SidecarMode,
                RequiresOurs = body.Mode == FullMode,
                NotBefore = body.NotBefore?.UtcDateTime,
                NotAfter = body.NotAfter?.UtcDateTime,
            },
            context.RequestAborted
        );
        // The link of a planned exam is valid until its right expires, so that a candidate who comes too late reads why.
        var planned = body.NotBefore is not null || body.NotAfter is not null;
        var ticket = await embeds.CreateAsync(opened.Access, planned ? opened.ExpiresAt : null, context.RequestAborted);
        return new StartedData(
            opened.Number!.Value,
            opened.StudentNumber,
            opened.StudentNumber,
            opened.ExternalId,
            opened.ExamName,
            opened.TotalQuestions,
            opened.Access.Bearer,
            opened.ExpiresAt!.Value,
            links.Absolute(context.Request, EmbedLinks.PathOf(ticket)),
            body.NotBefore?.UtcDateTime,
            body.NotAfter?.UtcDateTime
        );
    }

    static async Task<ApiAnswer> SubmitAsync(
        HttpContext context,
        ExamSubmission submission,
        ApiLinks links,
        TimeProvider time,
        ILoggerFactory logs
    )
    {
        var (body, leftOut) = await context.ReadResultAsync<SubmitExamBody>(ApiBody.Submission);
        if (ExamOf(context, body.ExamId) is not { } exam && context.Caller().Access is null)
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
            new SessionName(ExamOf(context, body.ExamId), body.StudentId?.Name),
            body.CorrectAnswers,
            [.. seen],
            context.RequestAborted
        );
        if (leftOut > 0)
            LogLeftOut(logs.CreateLogger(typeof(ExamsApi)), submitted.SessionId, leftOut);
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

    static async Task<ApiAnswer> CancelAsync(HttpContext context, ExamCancellation cancellation, ExamResults results, ApiLinks links)
    {
        var body = await context.ReadOptionalBodyAsync<CancelExamBody>(ApiBody.Small);
        var number = ExamOf(context, null)!.Value;
        await cancellation.CancelAsync(context.Caller(), number, body.Reason, context.RequestAborted);
        var exam = await results.FindAsync(context.Caller(), number, context.RequestAborted);
        return ApiAnswer.Ok("Exam cancelled", ExamResource.Of(exam, links, context.Request));
    }

    static async Task<ApiAnswer> ResultAsync(HttpContext context, ExamResults results, ApiLinks links)
    {
        var number = ExamOf(context, null)!.Value;
        var exam = await results.FindAsync(context.Caller(), number, context.RequestAborted);
        var violations = await results.ViolationsAsync(context.Caller(), number, null, null, 0, MostViolations, context.RequestAborted);
        var report = await results.ReportAsync(context.Caller(), number, context.RequestAborted);
        return ApiAnswer.Ok(
            "Exam result",
            new ExamResultData(
                ExamData.Of(exam),
                [.. violations.Items.Select(violation => ViolationData.Of(violation, links, context.Request))],
                [.. (report?.Monitored ?? []).Select(MonitoredData.Of)],
                [.. (report?.Gaps ?? []).Select(SensorGapData.Of)]
            )
        );
    }
}

/// <summary>The body of start-exam.</summary>
internal sealed record StartExamBody
{
    /// <summary>The calling system's id of the student (a string), or our number.</summary>
    [Required]
    public StudentField? StudentId { get; init; }

    /// <summary>The name of the caller's exam, or the title or slug of one of ours.</summary>
    [Required, MaxLength(200)]
    public string? ExamName { get; init; }

    [Required, Range(1, 1000)]
    public int? TotalQuestions { get; init; }

    [MaxLength(200)]
    public string? Name { get; init; }

    [MaxLength(254)]
    public string? Email { get; init; }

    /// <summary>The name of a policy; the exam's own by default.</summary>
    [MaxLength(64)]
    public string? Policy { get; init; }

    /// <summary>The address that the candidate returns to from the result page.</summary>
    [MaxLength(2000)]
    public string? ReturnUrl { get; init; }

    /// <summary>The exam's time limit, if the frame should end it.</summary>
    [Range(1, 600)]
    public int? Minutes { get; init; }

    /// <summary>"sidecar": the questions are the caller's, even if one of our exams has the same name. "full": the exam must be one of
    /// ours. Without it, one of ours if the name is known, otherwise the caller's.</summary>
    [MaxLength(20), AllowedValues("full", "sidecar")]
    public string? Mode { get; init; }

    /// <summary>When the candidate can begin at the earliest, within 366 days; at once by default.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When the candidate can open the exam at the latest, within 366 days.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}

/// <summary>The answer of start-exam.</summary>
/// <param name="ExamId">The number of the exam.</param>
/// <param name="StudentId">The same as student_number.</param>
/// <param name="StudentNumber">Our number of the student.</param>
/// <param name="ClerkId">The calling system's own id of the student.</param>
/// <param name="ExamName">The name of the exam.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="SessionToken">The right of the candidate's browser to this exam.</param>
/// <param name="ExpiresAt">Until when the token is valid, UTC.</param>
/// <param name="EmbedUrl">The address of the frame, which opens once.</param>
/// <param name="NotBefore">When the candidate can begin at the earliest, UTC.</param>
/// <param name="NotAfter">When the candidate can open the exam at the latest, UTC.</param>
internal sealed record StartedData(
    int ExamId,
    int StudentId,
    int StudentNumber,
    string ClerkId,
    string ExamName,
    int TotalQuestions,
    string SessionToken,
    DateTime ExpiresAt,
    string EmbedUrl,
    DateTime? NotBefore,
    DateTime? NotAfter
);

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

/// <summary>The body of a cancellation, which may be empty.</summary>
internal sealed record CancelExamBody
{
    /// <summary>The reason, which the candidate sees.</summary>
    [MaxLength(500)]
    public string? Reason { get; init; }
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
