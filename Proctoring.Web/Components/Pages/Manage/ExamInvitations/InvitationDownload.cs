using System.Globalization;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Reports.Files;
using Proctoring.Web.Localization;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamInvitations;

/// <summary>The invitations of an exam with their links as a file for a spreadsheet or another mail program.</summary>
internal static class InvitationDownload
{
    // The first three are those that a list of people to invite may have.
    static readonly string[] Columns = ["name", "student_id", "email", "state", "link"];

    /// <summary>The address of the file in the current language.</summary>
    public static string AddressOf(int examId) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"manage/authoring/{examId}/invitations.csv?{LanguageChoice.Parameter}={Language.Current.Code}"
        );

    public static void MapInvitationDownload(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                "/manage/authoring/{id:int}/invitations.csv",
                async (int id, InvitationStore store, PublicAddress address, HttpContext context) =>
                {
                    if (await context.StaffViewerAsync(StaffPolicies.Manage) is not { } viewer)
                        return Results.StatusCode(StatusCodes.Status403Forbidden);
                    if (await store.ExportAsync(viewer, id, context.RequestAborted) is not { } list)
                        return Results.NotFound();
                    var site = address.Of(context.Request);
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Results.Stream(
                        stream =>
                            CsvTable.WriteAsync(
                                stream,
                                Columns,
                                list.Rows.ToAsyncEnumerable().Select(row => CellsOf(store, list, row, site)),
                                context.RequestAborted
                            ),
                        "text/csv; charset=utf-8",
                        $"invitations-{list.Slug}.csv"
                    );
                }
            )
            .RequireAuthorization(StaffPolicies.Manage);

    static object?[] CellsOf(InvitationStore store, InvitationList list, InvitationRow row, string site) =>
        [row.Name, row.StudentId, row.Email, InvitationText.StateOf(row), row.WithdrawnAt is null ? site + store.PathOf(list, row) : null];
}
