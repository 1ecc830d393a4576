using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Integration;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>Makes a key and shows it, the only time that it is seen.</summary>
public sealed partial class KeyDialog
{
    readonly HashSet<string> chosen = [.. ApiScopes.Usual];
    string name = "";
    int days = 365;
    string? problem;
    string? secret;
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
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                problem = "Your account may not do this, or not any more.";
            else
                (_, secret) = await Ring.CreateAsync(
                    name,
                    [.. ApiScopes.All.Where(chosen.Contains)],
                    days == 0 ? null : Time.GetUtcNow().UtcDateTime.AddDays(days),
                    viewer,
                    CancellationToken.None
                );
        }
        catch (ValidationException mistake)
        {
            problem = Sentence(mistake.Message) + ".";
        }
        finally
        {
            busy = false;
        }
    }

    static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
