using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Api;

/// <summary>The operations that only the resources have: lists of exams, one exam, its flags, its report.</summary>
internal static class ResourcesApi
{
    static readonly ApiRight List = new(ApiScopes.Results);
    static readonly ApiRight One = new(ApiScopes.Results, Candidates: true, Openly: true);

    public static readonly ApiParameter[] Paging =
    [
        new("page", "From 1.", typeof(int)) { Most = ApiQuery.LastPage, Usual = 1 },
        new("page_size", "The most entries on a page.", typeof(int)) { Most = ApiQuery.LargestPageSize, Usual = ApiQuery.UsualPageSize },
    ];

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
                    new("status", "Only this status.", typeof(SessionStatus)),
                    new("student_id", "Your own id of the student."),
                    new("exam_name", "The exam's whole name."),
                    new("from", "Started at or after, ISO 8601.", typeof(DateTime)),
                    new("to", "Started before, ISO 8601.", typeof(DateTime)),
                    new(
                        "updated_since",
                        "Opened, started, given more time, readmitted, finished, graded, regraded, decided or erased at or after, "
                            + "ISO 8601.",
                        typeof(DateTime)
                    ),
                    new("reviewed", "Whether there is a final verdict.", typeof(bool)),
                    new("verdict", "Only this final verdict.", typeof(Verdict)),
                    new("sort", "The order; newest_first by default.", typeof(ExamOrder)),
                ],
            },
            ListAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}",
            One,
            new("One exam", null, typeof(ExamResource), 200, 404) { Codes = [ErrorCodes.ExamNotFound] },
            FindAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}/violations",
            One,
            new("The flags of an exam, in the order of time", null, typeof(PageData<ViolationData>), 200, 400, 404)
            {
                Queries =
                [
                    .. Paging,
                    new("type", "Only this type, or the type of this alias."),
                    new("severity", "Only this severity.", typeof(Severity)),
                ],
                Codes = [ErrorCodes.ExamNotFound],
            },
            ViolationsAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}/report",
            One,
            new("The report of the end of the exam", null, typeof(ReportData), 200, 404)
            {
                Codes = [ErrorCodes.ExamNotFound, ErrorCodes.ExamUnderWay],
            },
            ReportAsync
        );
        routes.Get(
            null,
            "exams/{exam_id}/answers",
            List,
            new("The answer to each of our questions", null, typeof(AnswersData), 200, 404)
            {
                Codes = [ErrorCodes.ExamNotFound, ErrorCodes.ExamUnderWay],
            },
            AnswersAsync
        );
        routes.Post(
            null,
            "exams/{exam_id}/simulated-review",
            List,
            new("Set the verdict of a test exam", typeof(SimulatedReviewBody), typeof(ExamResource), 200, 400, 403, 404, 409)
            {
                Codes = [ErrorCodes.ExamNotFound, ErrorCodes.ExamUnderWay],
            },
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

    static async Task<ApiAnswer> ViolationsAsync(HttpContext context, ExamResults results, ApiLinks links, RuleCatalog rules)
    {
        var query = new ApiQuery(context.Request.Query);
        var (page, size) = query.Page;
        var type = query.Text("type", 64) is not { } name
            ? null
            : EventNames.RuleOf(name, rules)
                ?? throw CallRefusedException.Field("type", "is not a type of violation; GET /api/v1/rules lists them");
        var listed = await results.ViolationsAsync(
            context.Caller(),
            ExamsApi.ExamOf(context, null)!.Value,
            type,
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
                    .Violations.SelectMany(violation =>
                        violation.Evidence.Concat(new[] { violation.Sound, violation.Strip }.OfType<Guid>())
                    )
                    .Distinct()
                    .ToDictionary(id => id, id => links.Evidence(context.Request, exam.SessionId, id))
            )
        );
    }
}

/// <summary>The body that simulates a review.</summary>
internal sealed record SimulatedReviewBody
{
    /// <summary>The verdict; null withdraws it.</summary>
    public Verdict? Verdict { get; init; }
}

/// <summary>A report, with the addresses of its pictures and audio.</summary>
internal sealed record ReportData(ReportContent Report, IReadOnlyDictionary<Guid, string> EvidenceUrls);
