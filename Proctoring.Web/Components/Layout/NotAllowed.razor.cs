using Microsoft.AspNetCore.Components;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>In place of a page that the viewer may not open, or not any more.</summary>
public sealed partial class NotAllowed
{
    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string SignIn => $"{StaffIdentity.SignInPath}?returnUrl={Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery)}";
}
