using System.Globalization;
using System.Text;
using Proctoring.Core.Accounts;
using Proctoring.Core.Staff;
using Proctoring.Web.Authentication;

namespace Proctoring.Web.Components.Pages.Manage.Trail;

/// <summary>Hands out what the audit log's page shows as a CSV file.</summary>
internal static class AuditExport
{
    public const string Path = "/manage/audit.csv";

    public static void MapAuditExport(this IEndpointRouteBuilder routes) => routes.MapGet(Path, async (
        string? q, string? act, string? from, string? to, string? session, bool? oldest, string? zone, AuditTrail trail, HttpContext context) =>
    {
        if (await context.StaffViewerAsync(StaffPolicies.Audit) is not { } viewer)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var filter = AuditQuery.Read(q, act, from, to, session, oldest is true, TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "", out var found) ? found : TimeZoneInfo.Utc);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit-log.csv\"";
        context.Response.Headers.CacheControl = "private, no-store";
        await using var lines = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await lines.WriteAsync("at_utc,actor,actor_id,action,subject,session,reason,address\r\n");
        await foreach (var entry in trail.ExportAsync(viewer, filter, context.RequestAborted))
            await lines.WriteAsync(Line(entry));
    }).RequireAuthorization(StaffPolicies.Audit);

    static string Line(AuditEntry entry) => string.Join(',',
        entry.At.ToString("O", CultureInfo.InvariantCulture), Cell(entry.ActorName), entry.ActorId?.ToString() ?? "", Cell(entry.Action), Cell(entry.Subject),
        entry.SessionId?.ToString() ?? "", Cell(entry.Reason), Cell(entry.Address)) + "\r\n";

    /// <summary>Quoted where it must be; a text that a spreadsheet would take for a formula is kept a text by an apostrophe.</summary>
    static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
