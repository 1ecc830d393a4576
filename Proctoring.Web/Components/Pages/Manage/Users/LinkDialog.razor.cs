using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Proctoring.Core;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Shows a link for a new password. It is not shown again.</summary>
public sealed partial class LinkDialog
{
    [Parameter, EditorRequired]
    public string Link { get; set; } = "";

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    string Explanation =>
        Options.Value.SignIn.LinksHold is { TotalDays: >= 1 } time
            ? L.Plural("LinkDialog_Days", (long)time.TotalDays)
            : L.Plural("LinkDialog_Hours", (long)Options.Value.SignIn.LinksHold.TotalHours);
}
