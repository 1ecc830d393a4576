using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Notifications;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Sets up ASP.NET Core Identity on the product's database: accounts, cookies, passkeys and policies.</summary>
internal static class StaffIdentity
{
    /// <summary>Where staff sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Leads to the first page of the viewer's roles.</summary>
    public const string HomePath = "/staff";

    public static IServiceCollection AddStaffSignIn(this IServiceCollection services, StaffSignInOptions settings)
    {
        // Identity's stores live as long as a request. Components must not ask for them: a context would live as long as a circuit.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ProctoringDb>>().CreateDbContext());
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddExternalSignIn(settings.OpenIdConnect).AddIdentityCookies();
        services
            .AddIdentityCore<StaffUser>(SetAccountRules)
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<ProctoringDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddTokenProvider<MailedLinkTokens>(MailedLinkTokens.Provider)
            .AddClaimsPrincipalFactory<StaffClaims>()
            .AddErrorDescriber<AccountMistakes>()
            .AddPasswordValidator<GuessablePassword>();
        services.ConfigureApplicationCookie(options => StaffCookie.Configure(options, settings));
        services.Configure<SecurityStampValidatorOptions>(options =>
            (options.ValidationInterval, options.OnRefreshingPrincipal) = (settings.RecheckEvery, StaffClaims.KeepSession)
        );
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = settings.LinksHold);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // A passkey proves both the device and its owner, so the device must verify the owner.
            (options.UserVerificationRequirement, options.ResidentKeyRequirement) = ("required", "required");
            options.ServerDomain = settings.PasskeyDomain.Length > 0 ? settings.PasskeyDomain : null;
            // Not by the Origin header, which the referrer policy removes from forms. Browsers use passkeys only over https or on
            // localhost,
            // so the scheme, which a proxy may hide, needs no check.
            options.ValidateOrigin = asked =>
                ValueTask.FromResult(
                    !asked.CrossOrigin
                        && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var origin)
                        && string.Equals(origin.Authority, asked.HttpContext.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
                );
        });
        services.AddAuthorization(StaffPolicies.AddTo);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RecheckedSignIn>();
        services.AddScoped<StaffCircuit>();
        services.AddScoped<Microsoft.AspNetCore.Components.Server.Circuits.CircuitHandler>(provider =>
            provider.GetRequiredService<StaffCircuit>()
        );
        services.AddScoped<StaffAccess>();
        services.AddSingleton<SignInThrottle>();
        services.AddScoped<StaffSignInFlow>();
        services.AddScoped<FirstAdministrator>();
        services.AddSingleton<StaffAdministration>();
        services.AddScoped<PasswordLinks>();
        services.AddScoped<PasswordResets>();
        services.AddSingleton<IOutboxChannel, PasswordChannel>();
        services.AddScoped<OwnAccount>();
        services.AddHostedService<SetupNotice>();
        return services;
    }

    static void SetAccountRules(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        // The name is the e-mail address, whatever letters it contains.
        options.User.AllowedUserNameCharacters = "";
        options.Password = new PasswordOptions
        {
            RequiredLength = GuessablePassword.ShortestLength,
            RequiredUniqueChars = 5,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
        // Identity's own lock would also stop passkeys and the identity provider, for everyone and from everywhere. See SignInThrottle.
        options.Lockout.AllowedForNewUsers = false;
    }
}
