using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>The frame of the staff pages: the usual one with links to every page that the viewer may open.</summary>
public sealed partial class StaffLayout : IDisposable
{
    /// <summary>Where the frame shows the navigation.</summary>
    public const string NavSection = "staff-nav";

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override void OnInitialized() => Access.Refused += SayRefused;

    public void Dispose() => Access.Refused -= SayRefused;

    void SayRefused() =>
        _ = InvokeAsync(() => Snackbar.Add((string)L["StaffLayout_Refused"], MudBlazor.Severity.Warning, configure: null, key: "refused"));
}
