using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The cookie that says who is signed in, and what becomes of a request without the right one.</summary>
internal static class StaffCookie
{
    public const string Name = "staff";

    public static void Shape(CookieAuthenticationOptions options, StaffSignInOptions settings)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = settings.SessionTimeout;
        options.SlidingExpiration = true;
        options.LoginPath = StaffIdentity.SignInPath;
        options.ReturnUrlParameter = "returnUrl";
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync,
            OnRedirectToLogin = context =>
            {
                // Only who asks for a page is led to another; a program gets a plain answer.
                if (AsksForPage(context.Request))
                    context.Response.Redirect(context.RedirectUri);
                else
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            },
            OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            },
        };
    }

    static bool AsksForPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
