using Microsoft.AspNetCore.Components;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>Replaces a page that the viewer may not open, or may no longer open.</summary>
public sealed partial class NotAllowed
{
    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string SignIn => $"{StaffIdentity.SignInPath.FromBase()}?returnUrl={Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery)}";
}
