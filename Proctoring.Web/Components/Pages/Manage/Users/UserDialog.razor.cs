using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>What was filled in about an account.</summary>
public sealed record UserInput(string Name, string Email, IReadOnlyCollection<string> Roles);

/// <summary>Invites somebody, or changes the roles of an account that is there.</summary>
public sealed partial class UserDialog
{
    readonly HashSet<string> chosen = [];
    string name = "";
    string email = "";
    string? problem;
    bool busy;

    /// <summary>The account whose roles are changed; null to invite.</summary>
    [Parameter]
    public StaffRow? Row { get; set; }

    /// <summary>Does it; the dialog stays open while something is wrong.</summary>
    [Parameter, EditorRequired]
    public Func<UserInput, Task<AccountOutcome>> Act { get; set; } = null!;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    protected override void OnInitialized() => chosen.UnionWith(Row?.Roles ?? []);

    void Choose(string role, bool wanted) => _ = wanted ? chosen.Add(role) : chosen.Remove(role);

    async Task SaveAsync()
    {
        busy = true;
        var outcome = await Act(new UserInput(name, email, [.. chosen]));
        (busy, problem) = (false, outcome.Problem);
        if (problem is null)
            Dialog.Close(outcome);
    }
}
