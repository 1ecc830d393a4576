using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;

namespace Proctoring.Web.Api;

/// <summary>The operations that only the resources have: lists of exams, one exam, its flags, its report.</summary>
internal static class ResourcesApi
{
    static readonly ApiRight List = new(ApiScopes.Results);
    static readonly ApiRight One = new(ApiScopes.Results, Candidates: true, Openly: true);

    public static readonly ApiParameter[] Paging = [new("page", "From 1."), new("page_size", "1 to 200; 50 by default.")];

    public static void Map(ApiRoutes routes)
    {
        routes.Get(
            null,
            "exams",
            List,
            new("The exams that the key may see", null, typeof(PageData<ExamResource>), 200, 400)
            {
                Queries =
                [
                    .. Paging,
                    new("status", "preparing, running, submitted, timed_out, ended, expired or cancelled."),
                    new("student_id", "Your own id of the student."),
                    new("exam_name", "The exam's whole name."),
                    new("from", "Started at or after, ISO 8601."),
                    new("to", "Started before, ISO 8601."),
                    new("updated_since", "Started, finished or decided at or after, ISO 8601."),
                    new("reviewed", "true or false: whether there is a final verdict."),
                    new("verdict", "clear, violation or inconclusive."),
                    new(
                        "sort",
                        "newest_first (the default), oldest_first, last_finished_first, first_finished_first, highest_risk_first, "
                            + "highest_score_first or lowest_score_first."
                    ),
                ],
            },
            ListAsync
        );
        routes.Get(null, "exams/{exam_id}", One, new("One exam", null, typeof(ExamResource), 200, 404), FindAsync);
        routes.Get(
            null,
            "exams/{exam_id}/violations",
            One,
            new("The flags of an exam, in the order of time", null, typeof(PageData<ViolationData>), 200, 400, 404)
            {
                Queries = [.. Paging, new("type", "Only this type."), new("severity", "low, medium or high.")],
            },
            ViolationsAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}/report",
            One,
            new("The report of the end of the exam", null, typeof(ReportData), 200, 404),
            ReportAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}/answers",
            List,
            new("The answer to each of our questions", null, typeof(AnswersData), 200, 404),
            AnswersAsync
        );
        routes.Post(
            null,
            "exams/{exam_id}/simulated-review",
            List,
            new("Set the verdict of a test exam", typeof(SimulatedReviewBody), typeof(ExamResource), 200, 400, 403, 404, 409),
            SimulateAsync
        );
    }

    static async Task<ApiAnswer> AnswersAsync(HttpContext context, ExamResults results)
    {
        var exam = await results.FindAsync(context.Caller(), ExamsApi.ExamOf(context, null)!.Value, context.RequestAborted);
        var report = await results.ReportAsync(context.Caller(), exam.Id, context.RequestAborted) ?? throw NoReport();
        return ApiAnswer.Ok("Answers", new AnswersData([.. report.Answers.Select(AnswerData.Of)]));
    }

    static async Task<ApiAnswer> SimulateAsync(HttpContext context, TestReviews reviews, ExamResults results, ApiLinks links)
    {
        var body = await context.ReadBodyAsync<SimulatedReviewBody>(ApiBody.Small);
        var number = ExamsApi.ExamOf(context, null)!.Value;
        await reviews.DecideAsync(context.Caller(), number, body.Verdict, context.RequestAborted);
        var exam = await results.FindAsync(context.Caller(), number, context.RequestAborted);
        return ApiAnswer.Ok("Review simulated", ExamResource.Of(exam, links, context.Request));
    }

    static CallRefusedException NoReport() =>
        CallRefusedException.NotFound("This exam has not ended, so it has no report yet", ErrorCodes.ExamUnderWay);

    static async Task<ApiAnswer> ListAsync(HttpContext context, ExamResults results, ApiLinks links)
    {
        var query = new ApiQuery(context.Request.Query);
        var (page, size) = query.Page;
        var student = query.Text("student_id", 200);
        var filter = new ExamFilter
        {
            Status = query.Name<SessionStatus>("status"),
            Student = student is null ? null : new StudentName(student, null),
            ExamName = query.Text("exam_name", 200),
            From = query.Time("from"),
            To = query.Time("to"),
            UpdatedSince = query.Time("updated_since"),
            Reviewed = query.Flag("reviewed"),
            Verdict = query.Name<Verdict>("verdict"),
            Order = query.Name<ExamOrder>("sort") ?? ExamOrder.NewestFirst,
            Page = page,
            PageSize = size,
        };
        var listed = await results.ListAsync(context.Caller(), filter, context.RequestAborted);
        return ApiAnswer.Ok(
            "Exams",
            new PageData<ExamResource>(
                [.. listed.Items.Select(exam => ExamResource.Of(exam, links, context.Request))],
                page,
                size,
                listed.Total
            )
        );
    }

    static async Task<ApiAnswer> FindAsync(HttpContext context, ExamResults results, ApiLinks links) =>
        ApiAnswer.Ok(
            "Exam",
            ExamResource.Of(
                await results.FindAsync(context.Caller(), ExamsApi.ExamOf(context, null)!.Value, context.RequestAborted),
                links,
                context.Request
            )
        );

    static async Task<ApiAnswer> ViolationsAsync(HttpContext context, ExamResults results, ApiLinks links)
    {
        var query = new ApiQuery(context.Request.Query);
        var (page, size) = query.Page;
        var listed = await results.ViolationsAsync(
            context.Caller(),
            ExamsApi.ExamOf(context, null)!.Value,
            query.Text("type", 64),
            query.Name<Severity>("severity"),
            (page - 1) * size,
            size,
            context.RequestAborted
        );
        return ApiAnswer.Ok(
            "Violations",
            new PageData<ViolationData>(
                [.. listed.Items.Select(violation => ViolationData.Of(violation, links, context.Request))],
                page,
                size,
                listed.Total
            )
        );
    }

    static async Task<ApiAnswer> ReportAsync(HttpContext context, ExamResults results, ApiLinks links)
    {
        var exam = await results.FindAsync(context.Caller(), ExamsApi.ExamOf(context, null)!.Value, context.RequestAborted);
        var report = await results.ReportAsync(context.Caller(), exam.Id, context.RequestAborted) ?? throw NoReport();
        return ApiAnswer.Ok(
            "Report",
            new ReportData(
                report,
                report
                    .Violations.SelectMany(violation => violation.Sound is { } sound ? [.. violation.Evidence, sound] : violation.Evidence)
                    .Distinct()
                    .ToDictionary(id => id, id => links.Evidence(context.Request, exam.SessionId, id))
            )
        );
    }
}

/// <summary>An exam as a resource.</summary>
internal sealed record ExamResource(
    int Id,
    string Name,
    string StudentId,
    SessionStatus Status,
    string Policy,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    double? Risk,
    DateTime CreatedAt,
    DateTime? FinishedAt,
    DateTime? ExpiresAt,
    long FramesRead,
    ReviewData Review,
    string? ReportUrl
)
{
    public static ExamResource Of(ExamResult exam, ApiLinks links, HttpRequest request) =>
        new(
            exam.Id,
            exam.Name,
            exam.StudentId,
            exam.Status,
            exam.Policy,
            exam.TotalQuestions,
            exam.CorrectAnswers,
            exam.Score,
            exam.Risk,
            exam.CreatedAt,
            exam.FinishedAt,
            exam.ExpiresAt,
            exam.FramesRead,
            ReviewData.Of(exam.Review),
            exam.FinishedAt is null ? null : links.Report(request, exam.Id, exam.SessionId)
        );
}

/// <summary>The answers to our questions; empty if the questions are the host's.</summary>
internal sealed record AnswersData(IReadOnlyList<AnswerData> Items);

/// <summary>The answer to one question.</summary>
/// <param name="Number">The position in the exam, from 1.</param>
/// <param name="Question">Its text.</param>
/// <param name="Choices">The choices.</param>
/// <param name="Choice">The index of the chosen one, from 0; null without an answer.</param>
/// <param name="CorrectChoice">The index of the correct one, from 0.</param>
/// <param name="Correct">Whether the answer is correct.</param>
internal sealed record AnswerData(int Number, string Question, IReadOnlyList<string> Choices, int? Choice, int CorrectChoice, bool Correct)
{
    public static AnswerData Of(ReportedAnswer answer) =>
        new(answer.Number, answer.Text, answer.Choices, answer.Choice, answer.RightChoice, answer.Choice == answer.RightChoice);
}

/// <summary>The body that simulates a review.</summary>
internal sealed record SimulatedReviewBody
{
    /// <summary>The verdict; null withdraws it.</summary>
    public Verdict? Verdict { get; init; }
}

/// <summary>A report, with the addresses of its pictures and audio.</summary>
internal sealed record ReportData(ReportContent Report, IReadOnlyDictionary<Guid, string> EvidenceUrls);
