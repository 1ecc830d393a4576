using Proctoring.Core.Reports.Files;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Audit;

/// <summary>Exports the entries that the audit log's page shows as a CSV file. Column names and actions are for programs, and the same in
/// every language; the text of the action is for people.</summary>
internal static class AuditExport
{
    public const string Path = "/manage/audit.csv";

    static readonly string[] Columns =
    [
        "at_utc",
        "actor",
        "actor_id",
        "action",
        "subject",
        "session",
        "reason",
        "address",
        "action_text",
    ];

    public static void MapAuditExport(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                Path,
                async (
                    string? q,
                    string? act,
                    string? from,
                    string? to,
                    string? session,
                    bool? oldest,
                    string? zone,
                    AuditLog audit,
                    HttpContext context
                ) =>
                {
                    if (await context.StaffViewerAsync(StaffPolicies.Audit) is not { } viewer)
                    {
                        context.Response.StatusCode = StatusCodes.Status403Forbidden;
                        return;
                    }

                    var filter = AuditQuery.Read(
                        q,
                        act,
                        from,
                        to,
                        session,
                        oldest is true,
                        TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "", out var found) ? found : TimeZoneInfo.Utc
                    );
                    context.Response.ContentType = "text/csv; charset=utf-8";
                    context.Response.Headers.ContentDisposition = "attachment; filename=\"audit-log.csv\"";
                    context.Response.Headers.CacheControl = "private, no-store";
                    await CsvTable.WriteAsync(
                        context.Response.Body,
                        Columns,
                        audit.ExportAsync(viewer, filter, context.RequestAborted).Select(Cells),
                        context.RequestAborted
                    );
                }
            )
            .RequireAuthorization(StaffPolicies.Audit);

    static object?[] Cells(AuditEntry entry) =>
        [
            entry.At,
            entry.ActorName,
            entry.ActorId,
            entry.Action,
            entry.Subject,
            entry.SessionId,
            entry.Reason,
            entry.Address,
            ActionText.Of(entry.Action),
        ];
}
