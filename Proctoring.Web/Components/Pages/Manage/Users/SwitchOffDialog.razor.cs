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
        if (busy)
            return;
        busy = true;
        try
        {
            var outcome = await Act(reason);
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
