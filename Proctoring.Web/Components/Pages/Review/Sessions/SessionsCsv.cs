using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>The filtered list of sessions as a file for a spreadsheet, written as it is read.</summary>
internal static class SessionsCsv
{
    public const string Path = "/review/sessions.csv";

    static readonly string[] Columns =
    [
        "session",
        "student_id",
        "student",
        "exam",
        "opened_utc",
        "finished_utc",
        "status",
        "proctored",
        "risk",
        "flags_high",
        "flags_medium",
        "flags_low",
        "verdict",
        "assigned_to",
    ];

    public static void MapSessionsCsv(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                Path,
                async (HttpContext context, SessionList list) =>
                {
                    if (await context.StaffViewerAsync(StaffPolicies.Read) is not { } viewer)
                    {
                        context.Response.StatusCode = StatusCodes.Status403Forbidden;
                        return;
                    }

                    var query = context.Request.Query.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
                    var zone = TimeZoneInfo.TryFindSystemTimeZoneById(FilterQuery.Text(query, "zone") ?? "UTC", out var found)
                        ? found
                        : TimeZoneInfo.Utc;
                    var filter = FilterQuery.Read(query, viewer.UserId, day => ZonedDay.StartOf(day, zone));
                    context.Response.ContentType = "text/csv; charset=utf-8";
                    context.Response.Headers.ContentDisposition = "attachment; filename=\"sessions.csv\"";
                    context.Response.Headers.CacheControl = "private, no-store";
                    await CsvTable.WriteAsync(
                        context.Response.Body,
                        ReportText.Headings(Columns),
                        list.ExportAsync(viewer, filter, context.RequestAborted).Select(Cells),
                        context.RequestAborted
                    );
                }
            )
            .RequireAuthorization(StaffPolicies.Read);

    /// <summary>In English the names that programs know.</summary>
    static string Status(SessionStatus status) => Language.Current == Language.English ? status.ToString() : ReviewText.Of(status);

    static object?[] Cells(SessionRow row) =>
        [
            row.Id,
            row.StudentId,
            row.StudentName,
            row.ExamName,
            row.OpenedAt,
            row.FinishedAt,
            Status(row.Status),
            ReportText.YesOrNo(row.Proctored),
            row.Risk,
            row.High,
            row.Medium,
            row.Low,
            row.Verdict is { } verdict ? DecisionText.Of(verdict) : null,
            row.AssignedTo,
        ];
}
