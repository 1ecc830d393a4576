using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamInvitations;

/// <summary>Invites students to an exam, and lists, sends and withdraws the invitations.</summary>
public sealed partial class ExamInvitationsPage
{
    const int PageSize = 25;

    readonly HashSet<Guid> chosen = [];
    InvitationList? list;
    string? search;
    Guid? uncopied;
    bool missing;
    bool busy;

    /// <summary>The exam.</summary>
    [Parameter]
    public int Id { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal InvitationStore Store { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    List<InvitationRow> Shown =>
        [
            .. list!.Rows.Where(row =>
                string.IsNullOrWhiteSpace(search)
                || new[] { row.Name, row.StudentId, row.Email }.Any(text =>
                    text?.Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase) == true
                )
            ),
        ];

    List<InvitationRow> Unsent => [.. list!.Rows.Where(row => row.IsUnsent)];

    List<InvitationRow> Chosen => [.. list!.Rows.Where(row => row.HasAddress && chosen.Contains(row.Id))];

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        list = await Store.FindAsync(viewer, Id, CancellationToken.None);
        missing = list is null;
        chosen.IntersectWith(list?.Rows.Select(row => row.Id) ?? []);
    }

    IEnumerable<string> Hints(InvitationList of)
    {
        if (!Store.LinksOpenExams)
            yield return "Links do not open exams on this server: the setting Proctoring:FrontPage is Closed.";
        if (of.Status != ExamStatus.Open)
            yield return "The exam is not published. The links open it once it is.";
        if (of.Admission != ExamAdmission.Invitation)
            yield return "Candidates can also take this exam without an invitation. "
                + "Change “Who can take it” in the editor to prevent that.";
        if (!Store.CanSend)
            yield return "This server sends no invitations by email, because Proctoring:Mail or Proctoring:Api:PublicAddress is not set. "
                + "Copy each link, or download all links and send them with another program, such as a mail merge.";
    }

    string LinkOf(InvitationRow row) =>
        Store.SiteAddress.Length > 0
            ? Store.SiteAddress + Store.PathOf(list!, row)
            : Navigation.ToAbsoluteUri(Store.PathOf(list!, row).FromBase()).ToString();

    string SentText(InvitationRow row) =>
        row.Waits
            ? row.SendError is { } last
                ? $"Not sent yet, the server tries again. {last}"
                : "Waiting to be sent"
            : row.SendError is { } error
                ? $"Not sent. {error}"
                : row.SentAt is { } at
                    ? $"Sent {Clock.ShortDayAndTime(at)}"
                    : "Not sent";

    void Choose(InvitationRow row, bool on)
    {
        if (on)
            chosen.Add(row.Id);
        else
            chosen.Remove(row.Id);
    }

    async Task CopyAsync(InvitationRow row)
    {
        await using var script = await Browser.ImportModuleAsync("./js/viewer.js");
        if (await script.InvokeAsync<bool>("copy", LinkOf(row)))
            Snackbar.Add($"The link of {row.Name} is copied.", MudBlazor.Severity.Success);
        else
            // The browser does not allow it: the person copies the text.
            uncopied = row.Id;
    }

    async Task WithdrawAsync(InvitationRow row)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            "Withdraw the invitation?",
            $"The link of {row.Name} will no longer open the exam. A running session continues.",
            yesText: "Withdraw",
            cancelText: "Cancel"
        );
        if (sure != true)
            return;
        await DoAsync(async viewer =>
        {
            await Store.WithdrawAsync(viewer, Id, [row.Id], default);
            return $"The invitation of {row.Name} is withdrawn.";
        });
    }

    Task SendAsync(List<InvitationRow> rows, bool again) =>
        DoAsync(async viewer =>
        {
            var sent = await Store.SendAsync(viewer, Id, [.. rows.Select(row => row.Id)], again, default);
            chosen.Clear();
            return $"{DisplayText.Count(sent, "invitation")} will be sent within a few minutes. Refresh to see the result.";
        });

    /// <summary>Runs an act and shows its result, or why it was refused.</summary>
    async Task DoAsync(Func<StaffViewer, Task<string>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            Snackbar.Add(await act(viewer), MudBlazor.Severity.Success);
        }
        catch (ValidationException refusal)
        {
            Snackbar.Add(RefusalText.Of(refusal), MudBlazor.Severity.Error);
        }
        finally
        {
            busy = false;
        }

        await LoadAsync();
    }
}
