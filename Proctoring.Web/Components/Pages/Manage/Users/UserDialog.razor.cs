using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>The input for an account.</summary>
public sealed record UserInput(string Name, string Email, IReadOnlyCollection<string> Roles);

/// <summary>Invites a person, or changes the roles of an account.</summary>
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

    /// <summary>Saves the input. The dialog stays open until this succeeds.</summary>
    [Parameter, EditorRequired]
    public Func<UserInput, Task<AccountOutcome>> Act { get; set; } = null!;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    protected override void OnInitialized() => chosen.UnionWith(Row?.Roles ?? []);

    void Choose(string role, bool wanted) => _ = wanted ? chosen.Add(role) : chosen.Remove(role);

    async Task SaveAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var outcome = await Act(new UserInput(name, email, [.. chosen]));
            problem = outcome.Problem;
            if (problem is null)
                Dialog.Close(outcome);
        }
        finally
        {
            busy = false;
        }
    }
}
