using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Signs staff in at the operator's identity provider. The provider proves who a person is; the account here holds their
/// roles.</summary>
internal static partial class ExternalSignInEndpoints
{
    public const string Scheme = "oidc";

    public const string StartPath = "/sign-in/external";

    /// <summary>How a person signed in, in the audit log.</summary>
    const string AtProvider = "at the identity provider";

    const string DonePath = "/sign-in/external/done";

    public static AuthenticationBuilder AddExternalSignIn(this AuthenticationBuilder authentication, OpenIdConnectSignInOptions settings) =>
        settings.Enabled()
            ? authentication.AddOpenIdConnect(
                Scheme,
                settings.Name,
                options =>
                {
                    options.SignInScheme = IdentityConstants.ExternalScheme;
                    options.Authority = settings.Authority;
                    options.ClientId = settings.ClientId;
                    options.ClientSecret = settings.ClientSecret.Length > 0 ? settings.ClientSecret : null;
                    options.RequireHttpsMetadata = !settings.IsLoopback();
                    (options.ResponseType, options.ResponseMode) = ("code", "query");
                    options.UsePkce = true;
                    options.MapInboundClaims = false;
                    options.Scope.Add("email");
                    options.CallbackPath = "/sign-in/external/callback";
                    // The answer comes as a link, so the cookies need not accompany posts from other sites.
                    options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
                    options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    options.Events.OnRemoteFailure = async context =>
                    {
                        var services = context.HttpContext.RequestServices;
                        LogProviderFailed(services.GetRequiredService<ILogger<StaffSignInFlow>>(), context.Failure);
                        await services.GetRequiredService<StaffSignInFlow>().FailAsync(AtProvider, context.HttpContext);
                        context.Response.Redirect($"{context.Request.PathBase}{StaffIdentity.SignInPath}?said=provider-failed");
                        context.HandleResponse();
                    };
                }
            )
            : authentication;

    public static void MapExternalSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapDeferredGet(
            StartPath,
            (string? returnUrl, HttpContext context, SignInManager<StaffUser> signIn, IOptions<ProctoringOptions> options) =>
            {
                if (!options.Value.SignIn.OpenIdConnect.Enabled())
                    return Results.NotFound();
                var wanted = LocalAddress.Or(returnUrl, context.Request.PathBase + StaffIdentity.HomePath);
                var back = $"{context.Request.PathBase}{DonePath}?returnUrl={Uri.EscapeDataString(wanted)}";
                return Results.Challenge(signIn.ConfigureExternalAuthenticationProperties(Scheme, back), [Scheme]);
            }
        );
        routes.MapDeferredGet(
            DonePath,
            async (
                string? returnUrl,
                HttpContext context,
                SignInManager<StaffUser> signIn,
                StaffSignInFlow flow,
                UserManager<StaffUser> users,
                IOptions<ProctoringOptions> options
            ) =>
            {
                var login = await signIn.GetExternalLoginInfoAsync();
                await context.SignOutAsync(IdentityConstants.ExternalScheme);
                var user = login is null ? null : await AccountOfAsync(login, users, options.Value.SignIn.OpenIdConnect.TrustEmail);
                var outcome = user is null ? await flow.FailAsync(AtProvider, context) : await flow.EnterAsync(user, AtProvider, context);
                return Results.LocalRedirect(
                    outcome == SignInOutcome.SignedIn
                        ? LocalAddress.Or(returnUrl, $"~{StaffIdentity.HomePath}")
                        : $"~{StaffIdentity.SignInPath}?said=no-account"
                );
            }
        );
    }

    /// <summary>The account that signed in this way before, or the invited account with the same verified address, which is then tied to
    /// the provider's subject. An account that is tied already is not tied to a second person, who may have got the address from the
    /// first; an administrator releases it with a new password link.</summary>
    static async Task<StaffUser?> AccountOfAsync(ExternalLoginInfo login, UserManager<StaffUser> users, bool trustEmail)
    {
        // The subject identifies a person for ever; an e-mail address can pass to someone else.
        var subject = login.Principal.FindFirstValue("sub");
        if (subject is null)
            return null;
        if (await users.FindByLoginAsync(Scheme, subject) is { } known)
            return known;
        var verified =
            trustEmail || string.Equals(login.Principal.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase);
        if (
            !verified
            || login.Principal.FindFirstValue("email") is not { } email
            || await users.FindByEmailAsync(email) is not { } user
            || user.DisabledAt is not null
            || (await users.GetLoginsAsync(user)).Any(tied => tied.LoginProvider == Scheme)
        )
            return null;
        return (await users.AddLoginAsync(user, new UserLoginInfo(Scheme, subject, login.ProviderDisplayName))).Succeeded ? user : null;
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in at the identity provider failed")]
    static partial void LogProviderFailed(ILogger log, Exception? cause);
}
