using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Integration;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Api;

/// <summary>Starts exams, cancels them, and gives their results.</summary>
internal static class ExamsApi
{
    static readonly ApiRight Start = new(ApiScopes.Exams, Openly: true);
    static readonly ApiRight Cancel = new(ApiScopes.Exams);
    static readonly ApiRight Read = new(ApiScopes.Results, Candidates: true, Openly: true);

    const string FullMode = "full";
    const string SidecarMode = "sidecar";

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
        // All of them: an answer that leaves flags out would look complete.
        var violations = await results.ViolationsAsync(context.Caller(), number, null, null, 0, int.MaxValue, context.RequestAborted);
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

/// <summary>The body of a cancellation, which may be empty.</summary>
internal sealed record CancelExamBody
{
    /// <summary>The reason, which the candidate sees.</summary>
    [MaxLength(500)]
    public string? Reason { get; init; }
}
