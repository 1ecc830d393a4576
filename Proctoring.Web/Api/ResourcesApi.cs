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
                        "Opened, started, given more time, finished, graded, decided or erased at or after, ISO 8601.",
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

/// <summary>An exam as a resource.</summary>
/// <param name="Id">The same as exam_id.</param>
/// <param name="Name">The same as exam_name.</param>
/// <param name="ExamId">Its number.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="StudentId">The same as clerk_id. In the answer of start-exam, student_id is our number.</param>
/// <param name="ClerkId">The calling system's own id of the student.</param>
/// <param name="StudentNumber">Our number of the student.</param>
/// <param name="Status">Its status.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="Risk">How much there is to review, 0 to 100; null until it has ended.</param>
/// <param name="CreatedAt">When it was opened, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC; null before.</param>
/// <param name="ExpiresAt">Until when its session token is valid, UTC.</param>
/// <param name="NotBefore">When the candidate can begin at the earliest, UTC.</param>
/// <param name="NotAfter">When the candidate can open it at the latest, UTC.</param>
/// <param name="FramesRead">The number of analysed frames.</param>
/// <param name="Review">The reviewers' outcome.</param>
/// <param name="ReportUrl">The report for people; null until it has ended.</param>
/// <param name="RegradedAt">When the score was last computed again with corrected solutions, UTC; null if it never was.</param>
/// <param name="OriginalScore">The score before the first regrade, percent; null without one.</param>
internal sealed record ExamResource(
    int Id,
    string Name,
    int ExamId,
    string ExamName,
    string StudentId,
    string ClerkId,
    int StudentNumber,
    SessionStatus Status,
    string Policy,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    double? Risk,
    DateTime CreatedAt,
    DateTime? FinishedAt,
    DateTime? ExpiresAt,
    DateTime? NotBefore,
    DateTime? NotAfter,
    long FramesRead,
    ReviewData Review,
    string? ReportUrl,
    DateTime? RegradedAt,
    decimal? OriginalScore
)
{
    public static ExamResource Of(ExamResult exam, ApiLinks links, HttpRequest request) =>
        new(
            exam.Id,
            exam.Name,
            exam.Id,
            exam.Name,
            exam.StudentId,
            exam.StudentId,
            exam.StudentNumber,
            exam.Status,
            exam.Policy,
            exam.TotalQuestions,
            exam.CorrectAnswers,
            exam.Score,
            exam.Risk,
            exam.CreatedAt,
            exam.FinishedAt,
            exam.ExpiresAt,
            exam.NotBefore,
            exam.NotAfter,
            exam.FramesRead,
            ReviewData.Of(exam.Review),
            exam.FinishedAt is null ? null : links.Report(request, exam.Id, exam.SessionId),
            exam.RegradedAt,
            exam.OriginalScore
        );
}

/// <summary>The answers to our questions; empty if the questions are the host's.</summary>
internal sealed record AnswersData(IReadOnlyList<AnswerData> Items);

/// <summary>The answer to one question.</summary>
/// <param name="Number">The position in the exam, from 1.</param>
/// <param name="Question">Its text.</param>
/// <param name="Choices">The choices of a single choice; empty for the other types.</param>
/// <param name="Choice">The index of the chosen one, from 0; null without an answer and for the other types.</param>
/// <param name="CorrectChoice">The index of the correct one, from 0; -1 for the other types.</param>
/// <param name="Correct">Whether the answer is correct.</param>
/// <param name="Type">The type, such as "single_choice".</param>
/// <param name="Response">The answer in lines; empty for none and for a single choice.</param>
/// <param name="Solution">The solution in lines; empty for a single choice and if a person grades the question.</param>
/// <param name="Points">The points of the answer; null while it waits for a grade.</param>
/// <param name="MaxPoints">The points of a correct answer; null in exams of before points.</param>
/// <param name="Graded">Whether the answer does not wait for a grade.</param>
internal sealed record AnswerData(
    int Number,
    string Question,
    IReadOnlyList<string> Choices,
    int? Choice,
    int CorrectChoice,
    bool Correct,
    string Type,
    IReadOnlyList<string> Response,
    IReadOnlyList<string> Solution,
    decimal? Points,
    decimal? MaxPoints,
    bool Graded
)
{
    public static AnswerData Of(ReportedAnswer answer) =>
        new(
            answer.Number,
            answer.Text,
            answer.Choices,
            answer.Choice,
            answer.RightChoice,
            answer.Right,
            answer.Type,
            answer.Response,
            answer.Solution,
            answer.Points,
            answer.MaxPoints,
            !answer.Waiting
        );
}

/// <summary>The body that simulates a review.</summary>
internal sealed record SimulatedReviewBody
{
    /// <summary>The verdict; null withdraws it.</summary>
    public Verdict? Verdict { get; init; }
}

/// <summary>A report, with the addresses of its pictures and audio.</summary>
internal sealed record ReportData(ReportContent Report, IReadOnlyDictionary<Guid, string> EvidenceUrls);
