using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests how administrators create and change accounts, and the effect on signed-in staff.</summary>
public sealed class StaffAdministrationTests : IAsyncDisposable
{
    readonly AppServer app = AppServer.Start(("Proctoring:SignIn:RecheckEvery", "00:00:01"), ("Proctoring:SignIn:LockAfter", "3"));

    StaffAdministration Administration => app.Get<StaffAdministration>();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invitation_sets_the_password_once()
    {
        var chief = await ChiefAsync();
        var outcome = await Administration.InviteAsync(chief, "Rita Reviewer", "rita@example.org", [StaffRoles.Reviewer]);
        using var client = app.CreateBrowserlessClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.TrySignInAsync("rita@example.org", "")).StatusCode);

        var set = await client.PostFormAsync(outcome.Link!, "set-password", Passwords());

        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        Assert.Equal("/review", (await client.GetAsync("/staff")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Gone, (await client.GetAsync(outcome.Link)).StatusCode);
        Assert.Equal(["user_invited", "password_set", "signed_in"], await ActsAsync());
    }

    [Fact]
    public async Task An_invalid_invitation_is_refused_with_the_reason_and_nothing_is_stored()
    {
        var chief = await ChiefAsync();
        Assert.Equal("Enter a name.", (await Administration.InviteAsync(chief, " ", "a@example.org", [StaffRoles.Auditor])).Problem);
        Assert.Equal(
            "This is not an email address.",
            (await Administration.InviteAsync(chief, "A", "nonsense", [StaffRoles.Auditor])).Problem
        );
        Assert.Equal("Choose at least one role.", (await Administration.InviteAsync(chief, "A", "a@example.org", [])).Problem);
        Assert.Equal("There is no role “Root”.", (await Administration.InviteAsync(chief, "A", "a@example.org", ["Root"])).Problem);
        Assert.Contains(
            "already",
            (await Administration.InviteAsync(chief, "A", "CHIEF@example.org", [StaffRoles.Auditor])).Problem,
            StringComparison.Ordinal
        );
        Assert.Single(await app.Get<StaffDirectory>().ListAsync(chief, default));
        Assert.Empty(await ActsAsync());
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var chief = await ChiefAsync();
        var second = await app.CreateStaffAsync("Second", StaffRoles.Administrator);
        Assert.NotNull((await Administration.SwitchAsync(chief, chief.UserId!.Value, on: false, null)).Problem);
        Assert.Null((await Administration.SwitchAsync(chief, second.Id, on: false, null)).Problem);

        Assert.Contains(
            "last administrator",
            (await Administration.SetRolesAsync(chief, chief.UserId.Value, [StaffRoles.Reviewer])).Problem,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "last administrator",
            (await Administration.SwitchAsync(chief with { UserId = second.Id }, chief.UserId.Value, on: false, null)).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_administrators_cannot_remove_each_other_at_once()
    {
        var (chief, second) = (await ChiefAsync(), await app.ViewerAsync(await app.CreateStaffAsync("Second", StaffRoles.Administrator)));

        var outcomes = await Task.WhenAll(
            Administration.SetRolesAsync(chief, second.UserId!.Value, [StaffRoles.Auditor]),
            Administration.SetRolesAsync(second, chief.UserId!.Value, [StaffRoles.Auditor])
        );

        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.True(await app.Get<StaffDirectory>().HasAdministratorAsync(default));
    }

    [Theory]
    [InlineData("switched off")]
    [InlineData("signed out everywhere")]
    public async Task Signed_in_staff_are_signed_out(string how)
    {
        var chief = await ChiefAsync();
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Auditor);
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
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
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
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
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
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using HttpClient here = await app.SignInAsync(user),
            elsewhere = await app.SignInAsync(user);
        using var bare = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await here.PostAsync("/sign-out", bare)).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await here.PostFormAsync("/account", "everywhere", [])).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await here.GetAsync("/account")).StatusCode);
        await StaffAccounts.UntilAsync(async () => (await elsewhere.GetAsync("/account")).StatusCode == HttpStatusCode.Redirect);
    }

    async Task<StaffViewer> ChiefAsync() => await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));

    static Dictionary<string, string> Passwords(string password = StaffAccounts.Password) =>
        new() { ["Password"] = password, ["Repeated"] = password };

    async Task<List<string>> ActsAsync()
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        return await database
            .AuditEntries.Where(entry => entry.Action != "sign_in_failed")
            .OrderBy(entry => entry.Id)
            .Select(entry => entry.Action)
            .ToListAsync();
    }
}
