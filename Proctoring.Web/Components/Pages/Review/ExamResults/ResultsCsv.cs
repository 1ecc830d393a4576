using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reviews;
using Proctoring.Web.Localization;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.ExamResults;

/// <summary>The results of an exam as a file for a spreadsheet: a session in each row, two columns for each question. Column names are for
/// programs.</summary>
internal static class ResultsCsv
{
    const string Path = "/review/results.csv";

    static readonly string[] Columns =
    [
        "session",
        "student_id",
        "student",
        "finished_utc",
        "status",
        "version",
        "points",
        "max_points",
        "score_percent",
        "passed",
        "regraded_utc",
        "scored_version",
        "original_score_percent",
    ];

    /// <summary>The address of the file in the current language.</summary>
    public static string AddressOf(int examId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path[1..]}?exam={examId}&{LanguageChoice.Parameter}={Language.Current.Code}");

    public static void MapResultsCsv(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                Path,
                async (int? exam, HttpContext context, ResultTable results) =>
                {
                    if (await context.StaffViewerAsync(StaffPolicies.Read) is not { } viewer)
                        return Results.StatusCode(StatusCodes.Status403Forbidden);
                    if (exam is not { } id)
                        return Results.BadRequest();
                    // An exam that the viewer may not see looks like one without sessions.
                    var file = await results.ExportAsync(viewer, id, context.RequestAborted);
                    var questions = file?.Questions ?? [];
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Results.Stream(
                        stream =>
                            CsvTable.WriteAsync(
                                stream,
                                ColumnsOf(questions),
                                (file?.Rows ?? AsyncEnumerable.Empty<ResultRow>()).Select(row => CellsOf(row, questions)),
                                context.RequestAborted
                            ),
                        "text/csv; charset=utf-8",
                        file is null ? "results.csv" : $"results-{file.Exam.Slug}.csv"
                    );
                }
            )
            .RequireAuthorization(StaffPolicies.Read);

    static List<string> ColumnsOf(IReadOnlyList<Question> questions) =>
        [
            .. Columns,
            .. questions.SelectMany(question =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"v{question.Version}_q{question.Number}");
                return new[] { $"{name}_points", $"{name}_answer" };
            }),
        ];

    static object?[] CellsOf(ResultRow row, IReadOnlyList<Question> questions) =>
        [
            row.SessionId,
            row.StudentId,
            row.StudentName,
            row.FinishedAt,
            row.Status.ToString(),
            row.Version,
            row.Points,
            row.MaxPoints,
            row.Score,
            row.Passed switch
            {
                true => "yes",
                false => "no",
                null => null,
            },
            row.RegradedAt,
            row.ScoredVersion ?? row.Version,
            row.OriginalScore,
            .. questions.SelectMany(question =>
                row.Answers.GetValueOrDefault(question.Id) is { } answer ? new object?[] { answer.Points, answer.Text } : [null, null]
            ),
        ];
}
