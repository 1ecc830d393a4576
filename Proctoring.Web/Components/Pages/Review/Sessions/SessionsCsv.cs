using System.Globalization;
using System.Text;
using Proctoring.Core.Reviews;
using Proctoring.Web.Authentication;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>The filtered list of sessions as a file for a spreadsheet, written as it is read.</summary>
internal static class SessionsCsv
{
    public const string Path = "/review/sessions.csv";

    public static void MapSessionsCsv(this IEndpointRouteBuilder routes) => routes.MapGet(Path, async (HttpContext context, SessionList list) =>
    {
        if (await context.StaffViewerAsync(StaffPolicies.Read) is not { } viewer)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var query = context.Request.Query.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(FilterQuery.Text(query, "zone") ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;
        var filter = FilterQuery.Read(query, viewer.UserId, day => ViewerClock.StartOf(day, zone));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"sessions.csv\"";
        context.Response.Headers.CacheControl = "private, no-store";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteLineAsync("session,student_id,student,exam,opened_utc,finished_utc,status,proctored,risk,flags_high,flags_medium,flags_low,verdict,assigned_to");
        await foreach (var row in list.AllAsync(viewer, filter, context.RequestAborted))
            await writer.WriteLineAsync(Line(row));
    }).RequireAuthorization(StaffPolicies.Read);

    public static string Line(SessionRow row) => string.Join(',', new[]
    {
        row.Id.ToString("D"), row.StudentId, row.StudentName, row.ExamName, Time(row.OpenedAt), row.FinishedAt is { } finished ? Time(finished) : "",
        row.Status.ToString(), row.Proctored ? "yes" : "no", row.Risk?.ToString("0.0", CultureInfo.InvariantCulture),
        Number(row.High), Number(row.Medium), Number(row.Low), row.Verdict?.ToString(), row.AssignedTo,
    }.Select(Cell));

    /// <summary>A cell that no spreadsheet takes for a formula (OWASP: CSV injection), quoted where it has to be.</summary>
    public static string Cell(string? text)
    {
        text ??= "";
        if (text.TrimStart(' ') is [('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'), ..])
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n'") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
