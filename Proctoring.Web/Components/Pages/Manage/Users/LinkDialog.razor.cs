using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Proctoring.Core;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Shows a link to a new password, the only time that it is seen.</summary>
public sealed partial class LinkDialog
{
    [Parameter, EditorRequired]
    public string Link { get; set; } = "";

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    string Days =>
        Options.Value.SignIn.LinksHold is { TotalDays: >= 1 } time
            ? DisplayText.Count((long)time.TotalDays, "day")
            : DisplayText.Count((long)Options.Value.SignIn.LinksHold.TotalHours, "hour");
}
