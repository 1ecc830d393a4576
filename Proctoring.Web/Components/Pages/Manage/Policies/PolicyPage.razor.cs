using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Policies;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>Shows a policy with all its settings. Stored policies can be changed: the page checks each value at once, shows the effect on
/// past sessions, and saves a new version.</summary>
public sealed partial class PolicyPage
{
    PolicyDetail? detail;
    PolicyForm? form;
    ExamPolicy? draft;
    IReadOnlyList<PolicyMistake> mistakes = [];
    IReadOnlyList<PolicyRow> others = [];
    string? search;
    string? note;
    bool missing;
    bool reviewing;
    bool busy;
    bool live;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal PolicyReader Reader { get; set; } = null!;

    [Inject]
    internal PolicyStore Store { get; set; } = null!;

    [Inject]
    internal PolicyCheck Check { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    /// <summary>The name of the policy.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    bool ReadOnly => detail is not { Source: PolicySource.Stored, Archived: false };

    protected override async Task OnParametersSetAsync()
    {
        if (detail?.Policy.Name != Name)
            await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        live = true;
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        (reviewing, note) = (false, null);
        detail = await Reader.FindAsync(viewer, Name, CancellationToken.None);
        missing = detail is null;
        if (detail is null)
            return;
        form = new PolicyForm(detail.Settings);
        others = [.. (await Reader.ListAsync(viewer, false, CancellationToken.None)).Where(row => row.Sessions > 0)];
        Changed();
    }

    void Changed()
    {
        (draft, mistakes) = Check.Check(Name, form!.Settings);
        // The effect and the list belong to the values before this change.
        reviewing = false;
    }

    bool IsShown(ViolationRule rule) =>
        string.IsNullOrWhiteSpace(search)
        || RuleText.Title(rule.Kind).Contains(search.Trim(), StringComparison.CurrentCultureIgnoreCase)
        || rule.Kind.Id.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase);

    static string Lead(PolicyDetail policy) =>
        policy switch
        {
            { Source: PolicySource.Product } => "From the product, read-only. Copy it to change it.",
            { Source: PolicySource.Settings } => "From the settings file, read-only. Copy it to change it.",
            { Archived: true } => $"Version {policy.Version}, archived: new sessions cannot choose it.",
            _ => $"Version {policy.Version}. A saved change is a new version for sessions that open from then on.",
        };

    Task SaveAsync() =>
        DoAsync(async viewer =>
        {
            var version = await Store.SaveAsync(viewer, Name, detail!.Version, form!.Settings, note, CancellationToken.None);
            return $"Version {version} is saved. Sessions that open from now on have it.";
        });

    Task ArchiveAsync() =>
        DoAsync(async viewer =>
        {
            var archived = !detail!.Archived;
            await Store.SetArchivedAsync(viewer, Name, detail.Version, archived, CancellationToken.None);
            return archived ? "The policy is archived." : "The policy is offered again.";
        });

    /// <summary>Runs an act and shows its result, or why it was refused. A refused change stays on the page.</summary>
    async Task DoAsync(Func<Core.Storage.Staff.StaffViewer, Task<string>> act)
    {
        if (busy)
            return;
        // Before the rights are read: a second click must find it.
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            Snackbar.Add(await act(viewer), MudBlazor.Severity.Success);
            await LoadAsync();
        }
        catch (PolicyRefusedException refusal)
        {
            Snackbar.Add(refusal.Message, MudBlazor.Severity.Error);
        }
        finally
        {
            busy = false;
        }
    }
}
