using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests signing in at the operator's identity provider, against our own provider.</summary>
public sealed class ExternalSignInTests : IAsyncLifetime
{
    IdentityProvider provider = null!;
    AppServer app = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await IdentityProvider.StartAsync();
        app = AppServer.Start(
            ("Proctoring:SignIn:OpenIdConnect:Authority", provider.Address),
            ("Proctoring:SignIn:OpenIdConnect:ClientId", "proctoring"),
            ("Proctoring:SignIn:OpenIdConnect:ClientSecret", "secret"),
            ("Proctoring:SignIn:OpenIdConnect:Name", "Example University")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task An_invited_person_signs_in_and_is_then_recognised_by_their_subject()
    {
        await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using (var client = Client())
            Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);

        provider.Person["email"] = "married@example.org";
        using (var client = Client())
            Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);
        provider.Person["sub"] = "subject-2";
        using (var client = Client())
            Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
    }

    [Fact]
    public async Task An_address_that_passes_to_another_person_does_not_open_the_account()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using (var client = Client())
            Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);
        provider.Person["sub"] = "subject-2";
        using (var client = Client())
            Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
        provider.Person["sub"] = "subject-1";
        using (var client = Client())
            Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);

        // The provider changes, and an administrator releases the account.
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        var made = await app.Get<StaffAdministration>().MakeLinkAsync(chief, user.Id);
        provider.Person["sub"] = "subject-3";
        // Before its use nothing is released: the mailbox alone must not open the account.
        using (var client = Client())
            Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
        using (var client = app.CreateBrowserlessClient())
        using (
            var set = await client.PostFormAsync(
                made.Link!,
                "set-password",
                new() { ["Password"] = "eleven loud teapots", ["Repeated"] = "eleven loud teapots" }
            )
        )
            Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        using (var client = Client())
            Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);
        provider.Person["sub"] = "subject-1";
        using (var client = Client())
            Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
    }

    [Fact]
    public async Task Wrong_passwords_do_not_lock_the_identity_provider_out()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = Client();
        for (var count = 0; count < 6; count++)
            await client.TrySignInAsync(user.Email!, "not the password");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);

        Assert.Equal("/account", (await SignInAsync(client)).PathAndQuery);
    }

    [Fact]
    public async Task A_person_without_an_invitation_or_a_verified_address_or_an_active_account_is_refused()
    {
        using var client = Client();
        Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        provider.Person["email_verified"] = false;
        Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);
        provider.Person["email_verified"] = true;
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        Assert.Null((await app.Get<StaffAdministration>().SwitchAsync(chief, user.Id, on: false, null)).Problem);
        Assert.Equal("/sign-in?said=no-account", (await SignInAsync(client)).PathAndQuery);

        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var failures = await database
            .AuditEntries.Where(entry => entry.Action == "sign_in_failed")
            .Select(entry => entry.Reason)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat("at the identity provider", 3), failures);
    }

    [Fact]
    public async Task The_button_is_shown_only_if_a_provider_is_configured()
    {
        using var client = app.CreateBrowserlessClient();
        Assert.Contains("Sign in with Example University", await client.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        await using var without = AppServer.Start();
        using var other = without.CreateBrowserlessClient();
        Assert.DoesNotContain("external-sign-in", await other.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/sign-in/external")).StatusCode);
    }

    HttpClient Client() =>
        new(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(app.Address),
            DefaultRequestHeaders = { { "Accept", "text/html" } },
        };

    static async Task<Uri> SignInAsync(HttpClient client) =>
        (await client.GetAsync("/sign-in/external?returnUrl=%2Faccount")).RequestMessage!.RequestUri!;
}
