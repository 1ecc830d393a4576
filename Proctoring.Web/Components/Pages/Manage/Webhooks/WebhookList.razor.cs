using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Webhooks;

/// <summary>Lists, adds, tries and deletes the webhooks of all systems and of this server's own pages, and replaces their
/// secrets.</summary>
public sealed partial class WebhookList
{
    /// <summary>What stands in place of a system's name for the exams on this server's own pages.</summary>
    public const string OwnPagesName = "This server’s own pages";

    /// <summary>How long a replaced secret stays valid, as the button says: time to change the receiver.</summary>
    const int OverlapHours = 24;

    readonly HashSet<string> chosen = [OutboxEventTypes.Flagged, OutboxEventTypes.Submitted, OutboxEventTypes.Ended];
    IReadOnlyList<WebhookRow>? rows;
    IReadOnlyList<WebhookSystem> systems = [];
    Guid owner = Student.OwnPages;
    string? url;
    string? secret;
    string? secretText;
    string? problem;
    Guid? deleting;
    Guid? replacing;
    bool busy;
    bool live;

    /// <summary>Called after a change of which the list of deliveries shows something.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal WebhookStore Webhooks { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            await LoadAsync(viewer);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        live = true;
        StateHasChanged();
    }

    async Task LoadAsync(StaffViewer viewer)
    {
        systems = await Webhooks.SystemsAsync(viewer, CancellationToken.None);
        rows = await Webhooks.ListAsync(viewer, CancellationToken.None);
    }

    string NameOf(Guid id) =>
        id == Student.OwnPages
            ? OwnPagesName
            : systems.FirstOrDefault(system => system.OwnerId == id)?.Name ?? "deleted system";

    bool ReceivesMessages(Guid id) =>
        id == Student.OwnPages || systems.Any(system => system.OwnerId == id && system.ReceivesMessages);

    void Choose(string type, bool wanted) => _ = wanted ? chosen.Add(type) : chosen.Remove(type);

    Task AddAsync() =>
        ActAsync(async viewer =>
        {
            // Without an event, the API means all of them.
            if (chosen.Count == 0)
            {
                problem = "Choose at least one event.";
                return;
            }

            var events = OutboxEventTypes.All.Where(chosen.Contains).ToList();
            secret = await Webhooks.CreateAsync(viewer, owner, url?.Trim() ?? "", events, CancellationToken.None);
            secretText = "The webhook was added.";
            url = null;
        });

    Task ReplaceAsync(WebhookRow row, int hours) =>
        ActAsync(async viewer =>
        {
            secret = await Webhooks.ReplaceSecretAsync(viewer, row, TimeSpan.FromHours(hours), CancellationToken.None);
            secretText =
                hours > 0
                    ? $"The secret of {row.Address} was replaced. For {OverlapHours} hours, messages are signed with the old one too."
                    : $"The secret of {row.Address} was replaced. The old one is no longer valid.";
        });

    Task TestAsync(WebhookRow row) =>
        ActAsync(async viewer =>
        {
            await Webhooks.TestAsync(viewer, row, CancellationToken.None);
            Snackbar.Add("The test message is on its way. Select Refresh to see the result below.", MudBlazor.Severity.Info);
        });

    Task DeleteAsync(WebhookRow row) =>
        ActAsync(async viewer =>
        {
            await Webhooks.DeleteAsync(viewer, row, CancellationToken.None);
            Snackbar.Add("The webhook was deleted.", MudBlazor.Severity.Success);
        });

    async Task ActAsync(Func<StaffViewer, Task> act)
    {
        if (busy)
            return;
        // Before the rights are read: a second click must find it.
        (busy, problem, secret, deleting, replacing) = (true, null, null, null, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            await TryAsync(act, viewer);
        }
        finally
        {
            busy = false;
        }

        await Changed.InvokeAsync();
    }

    async Task TryAsync(Func<StaffViewer, Task> act, StaffViewer viewer)
    {
        try
        {
            await act(viewer);
        }
        catch (CallRefusedException refused)
        {
            problem = refused.Fields is [{ Field: "url" } mistake] ? $"The address {mistake.Message}." : $"{refused.Message}.";
        }

        // Also then: another person may have deleted the webhook.
        await LoadAsync(viewer);
    }
}
