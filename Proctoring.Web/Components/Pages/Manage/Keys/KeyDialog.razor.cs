using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Integration;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>Creates a key and shows it once.</summary>
public sealed partial class KeyDialog
{
    readonly HashSet<string> chosen = [.. ApiScopes.Usual];
    string name = "";
    int days = 365;
    string? problem;
    string? secret;
    string clientId = "";
    bool busy;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ApiKeyStore Ring { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    void Choose(string scope, bool wanted) => _ = wanted ? chosen.Add(scope) : chosen.Remove(scope);

    async Task SaveAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            problem =
                string.IsNullOrWhiteSpace(name) ? L["KeyDialog_NameMissing"]
                : chosen.Count == 0 ? L["KeyDialog_ScopeMissing"]
                : (string?)null;
            if (problem is not null)
                return;
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                problem = L["Manage_NotAllowed"];
            else
            {
                var (key, shown) = await Ring.CreateAsync(
                    name,
                    [.. ApiScopes.All.Where(chosen.Contains)],
                    days == 0 ? null : Time.GetUtcNow().UtcDateTime.AddDays(days),
                    viewer,
                    CancellationToken.None
                );
                (clientId, secret) = (key.Id.ToString(), shown);
            }
        }
        catch (ValidationException)
        {
            // The fields of this dialog leave only the name to be wrong.
            problem = L["KeyDialog_NameRefused"];
        }
        finally
        {
            busy = false;
        }
    }
}
