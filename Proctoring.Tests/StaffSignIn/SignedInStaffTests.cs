using System.Net;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;
using static Proctoring.Tests.StaffSignIn.StaffAdministrationTests;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests the effect of changes to an account on staff who have signed in.</summary>
public sealed class SignedInStaffTests(CheckingServer server) : IClassFixture<CheckingServer>
{
    readonly AppServer app = server.App;

    StaffAdministration Administration => app.Get<StaffAdministration>();

    [Theory]
    [InlineData("switched off")]
    [InlineData("signed out everywhere")]
    public async Task Signed_in_staff_are_signed_out(string how)
    {
        var chief = await ChiefAsync();
        var user = await CreateAsync(StaffRoles.Auditor);
        using var client = await app.SignInAsync(user);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/manage/audit")).StatusCode);

        Assert.Null(
            (
                how == "switched off"
                    ? await Administration.SwitchAsync(chief, user.Id, on: false, "left")
                    : await Administration.SignOutEverywhereAsync(chief, user.Id)
            ).Problem
        );

        await StaffAccounts.UntilAsync(async () => (await client.GetAsync("/manage/audit")).StatusCode == HttpStatusCode.Redirect);
        var again = await client.TrySignInAsync(user.Email!, StaffAccounts.Password);
        Assert.Equal(how == "switched off" ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task A_password_link_ends_a_lockout_and_replaces_earlier_links()
    {
        var chief = await ChiefAsync();
        var user = await CreateAsync(StaffRoles.Reviewer);
        using var client = app.CreateBrowserlessClient();
        for (var count = 0; count < 3; count++)
            await client.TrySignInAsync(user.Email!, "wrong wrong wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
        var first = await Administration.MakeLinkAsync(chief, user.Id);
        var second = await Administration.MakeLinkAsync(chief, user.Id);

        Assert.Equal(HttpStatusCode.Gone, (await client.GetAsync(first.Link)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await client.PostFormAsync(second.Link!, "set-password", Passwords("another long pass phrase"))).StatusCode
        );
        using var elsewhere = app.CreateBrowserlessClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.TrySignInAsync(user.Email!, "another long pass phrase")).StatusCode);
    }

    [Fact]
    public async Task Changing_the_own_password_requires_the_present_one_and_ends_other_sign_ins()
    {
        var user = await CreateAsync(StaffRoles.Reviewer);
        using HttpClient here = await app.SignInAsync(user),
            elsewhere = await app.SignInAsync(user);
        var wrong = await here.PostFormAsync(
            "/account",
            "change-password",
            new(Passwords("another long pass phrase")) { ["Present"] = "not that one at all" }
        );
        Assert.Contains("current password is wrong", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var right = await here.PostFormAsync(
            "/account",
            "change-password",
            new(Passwords("another long pass phrase")) { ["Present"] = StaffAccounts.Password }
        );

        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        await StaffAccounts.UntilAsync(async () => (await elsewhere.GetAsync("/account")).StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_needs_the_forms_token_and_everywhere_means_everywhere()
    {
        var user = await CreateAsync(StaffRoles.Reviewer);
        using HttpClient here = await app.SignInAsync(user),
            elsewhere = await app.SignInAsync(user);
        using var bare = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await here.PostAsync("/sign-out", bare)).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await here.PostFormAsync("/account", "everywhere", [])).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await here.GetAsync("/account")).StatusCode);
        await StaffAccounts.UntilAsync(async () => (await elsewhere.GetAsync("/account")).StatusCode == HttpStatusCode.Redirect);
    }

    async Task<StaffViewer> ChiefAsync() => await app.ViewerAsync(await CreateAsync(StaffRoles.Administrator));

    /// <summary>Creates an account of its own for a test.</summary>
    Task<StaffUser> CreateAsync(string role) => app.CreateStaffAsync($"Staff {Guid.NewGuid():N}", role);
}

/// <summary>A server that checks accounts each second and locks them after three wrong passwords.</summary>
public sealed class CheckingServer()
    : ServerFixture(("Proctoring:SignIn:RecheckEvery", "00:00:01"), ("Proctoring:SignIn:LockAfter", "3"));
