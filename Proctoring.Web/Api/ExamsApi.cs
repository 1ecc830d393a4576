using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Integration;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>Starts exams, submits them, and gives their results.</summary>
internal static class ExamsApi
{
    static readonly ApiRight Start = new(ApiScopes.Exams, Openly: true);
    static readonly ApiRight Cancel = new(ApiScopes.Exams);
    static readonly ApiRight Submit = new(ApiScopes.Exams, Candidates: true, Openly: true);
    static readonly ApiRight Read = new(ApiScopes.Results, Candidates: true, Openly: true);

    const string FullMode = "full";
    const string SidecarMode = "sidecar";

    const string WithoutScore = "Exam submitted. It has no score until your server reports the result with an API key.";

    /// <summary>More flags than any session has.</summary>
    const int MostViolations = 10_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Post(
            "start-exam",
            "exams",
            Start,
            new("Start an exam", typeof(StartExamBody), typeof(StartedData), 201, 400, 403)
            {
                Example = """{"student_id":"user_2abc","exam_name":"Interview","total_questions":10,"name":"Ada"}""",
            },
            StartAsync
        );
        routes.Post(
            "submit-exam",
            "exams/{exam_id}/submission",
            Submit,
            new("Submit an exam", typeof(SubmitExamBody), typeof(SubmittedData), 200, 400, 404, 409)
            {
                Example = """{"exam_id":10,"correct_answers":7,"violations":[{"type":"TAB_SWITCH","tab_switches":2}]}""",
            },
            SubmitAsync
        );
        routes.Post(
            null,
            "exams/{exam_id}/cancellation",
            Cancel,
            new("Cancel an exam that has not begun", typeof(CancelExamBody), typeof(ExamResource), 200, 400, 404, 409),
            CancelAsync
        );
        routes.Get(
            "exam-result/{exam_id}",
            null,
            Read,
            new("The result of an exam and its flags", null, typeof(ExamResultData), 200, 404),
            ResultAsync
        );
    }

    /// <summary>The exam of the path, or else of the body.</summary>
    /// <exception cref="CallRefusedException">The path does not contain a number.</exception>
    public static int? ExamOf(HttpContext context, int? inBody) =>
        context.Request.RouteValues["exam_id"] is not string text ? inBody
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw CallRefusedException.NotFound("There is no such exam; an exam_id is a whole number");

    static async Task<ApiAnswer> StartAsync(HttpContext context, ExamStarts starts, EmbedLinks embeds, ApiLinks links)
    {
        var body = await context.ReadBodyAsync<StartExamBody>(ApiBody.Small);
        if (!string.IsNullOrWhiteSpace(body.Email) && StudentStore.NormalEmail(body.Email) is null)
            throw CallRefusedException.Invalid("email is not an email address");
        if (!string.IsNullOrWhiteSpace(body.Mode) && body.Mode is not (FullMode or SidecarMode))
            throw CallRefusedException.Invalid("mode must be full or sidecar");
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
            },
            context.RequestAborted
        );
        var ticket = await embeds.CreateAsync(opened.Access, context.RequestAborted);
        return ApiAnswer.Created(
            "Exam started",
            new StartedData(
                opened.Number!.Value,
                opened.StudentNumber,
                opened.ExternalId,
                opened.ExamName,
                opened.TotalQuestions,
                opened.Access.Bearer,
                opened.ExpiresAt!.Value,
                links.Absolute(context.Request, EmbedLinks.PathOf(ticket))
            )
        );
    }

    static async Task<ApiAnswer> SubmitAsync(HttpContext context, ExamSubmission submission, ApiLinks links, TimeProvider time)
    {
        var body = await context.ReadBodyAsync<SubmitExamBody>(ApiBody.Result);
        if (ExamOf(context, body.ExamId) is not { } exam && context.Caller().Access is null)
            throw CallRefusedException.Invalid("exam_id is required");
        if (body.CorrectAnswers is null && context.Caller().Access is null)
            throw CallRefusedException.Invalid("correct_answers is required");
        var seen = (body.Violations ?? []).Select(violation => new ReportedEvent
        {
            Type = violation.Type?.Name ?? "",
            Objects = violation.Objects?.Text,
            Times = Math.Max(1, violation.TabSwitches ?? 1),
            At = EventsApi.TimeOf(time, violation.AgeMs, violation.At),
        });
        var submitted = await submission.SubmitAsync(
            context.Caller(),
            new SessionName(ExamOf(context, body.ExamId), null),
            body.CorrectAnswers,
            [.. seen],
            context.RequestAborted
        );
        return ApiAnswer.Ok(
            submitted.Score is null ? WithoutScore : "Exam submitted",
            new SubmittedData(
                submitted.ExamId,
                submitted.Score,
                submitted.TotalQuestions,
                submitted.CorrectAnswers,
                links.Report(context.Request, submitted.ExamId, submitted.SessionId)
            )
        );
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
}

/// <summary>The answer of start-exam.</summary>
internal sealed record StartedData(
    int ExamId,
    int StudentId,
    string ClerkId,
    string ExamName,
    int TotalQuestions,
    string SessionToken,
    DateTime ExpiresAt,
    string EmbedUrl
);

/// <summary>The body of submit-exam.</summary>
internal sealed record SubmitExamBody
{
    public int? ExamId { get; init; }

    /// <summary>Required with an API key. A session token cannot report a result; its number is not used.</summary>
    public int? CorrectAnswers { get; init; }

    [MaxLength(500)]
    public IReadOnlyList<SubmittedViolation>? Violations { get; init; }
}

/// <summary>An event that the caller has not reported before.</summary>
internal sealed record SubmittedViolation
{
    /// <summary>A rule's id, an alias, or the caller's own name. A result is never refused because of a name.</summary>
    public EventNameField? Type { get; init; }

    public SeenThings? Objects { get; init; }

    [Range(0, 1000)]
    public int? TabSwitches { get; init; }

    /// <summary>How long ago it happened, in milliseconds.</summary>
    [Range(0, EventsApi.OldestEvent)]
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
internal sealed record SubmittedData(int ExamId, decimal? Score, int TotalQuestions, int? CorrectAnswers, string ReportUrl);
