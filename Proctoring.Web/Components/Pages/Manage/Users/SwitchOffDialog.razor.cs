using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Asks for confirmation and a reason before an account is disabled.</summary>
public sealed partial class SwitchOffDialog
{
    string reason = "";
    string? problem;
    bool busy;

    /// <summary>The name of the account.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public Func<string, Task<AccountOutcome>> Act { get; set; } = null!;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    async Task SaveAsync()
    {
        busy = true;
        var outcome = await Act(reason);
        (busy, problem) = (false, outcome.Problem);
        if (problem is null)
            Dialog.Close(outcome);
    }
}
