using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests signing in with a password, over real HTTP and without a script.</summary>
public sealed class SignInTests : IAsyncDisposable
{
    readonly AppServer app = AppServer.Start(("Proctoring:SignIn:LockAfter", "3"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_right_password_signs_in_and_opens_the_requested_page()
    {
        var user = await app.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        using var client = app.CreateBrowserlessClient();

        var asked = await client.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Faccount", asked.Headers.Location!.OriginalString);
        var answer = await client.PostFormAsync(
            "/sign-in?returnUrl=%2Faccount",
            "password",
            new() { ["Email"] = user.Email!, ["Password"] = StaffAccounts.Password }
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/account", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("staff=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Equal("/review", (await client.GetAsync("/staff")).Headers.Location!.OriginalString);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        var entry = await database.AuditEntries.SingleAsync();
        Assert.Equal(("signed_in", user.Id, "Rita Reviewer"), (entry.Action, entry.ActorId, entry.ActorName));
        Assert.NotNull(entry.Address);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task It_leads_to_no_other_site(string wanted)
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = app.CreateBrowserlessClient();

        var answer = await client.PostFormAsync(
            $"/sign-in?returnUrl={Uri.EscapeDataString(wanted)}",
            "password",
            new() { ["Email"] = user.Email!, ["Password"] = StaffAccounts.Password }
        );

        Assert.EndsWith("/staff", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_and_known_accounts_look_the_same_until_the_lockout()
    {
        await app.CreateStaffAsync("Known", StaffRoles.Auditor);
        using var client = app.CreateBrowserlessClient();

        List<(HttpStatusCode, string)> known = [],
            unknown = [];
        for (var count = 0; count < 4; count++)
        {
            known.Add(await AnswerAsync(client, "known@example.org"));
            unknown.Add(await AnswerAsync(client, "unknown@example.org"));
        }

        Assert.Equal(known, unknown);
        Assert.Contains("is wrong", known[0].Item2, StringComparison.Ordinal);
        Assert.Contains("Too many failed attempts", known[2].Item2, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Redirect, (await client.TrySignInAsync("known@example.org", StaffAccounts.Password)).StatusCode);
    }

    [Fact]
    public async Task A_lockout_applies_to_one_account_and_one_network_address()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        var other = await app.CreateStaffAsync("Otto", StaffRoles.Reviewer);
        using var stranger = app.CreateBrowserlessClient("127.0.0.2");
        for (var count = 0; count < 4; count++)
            await stranger.TrySignInAsync(user.Email!, "not the password");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.TrySignInAsync(other.Email!, StaffAccounts.Password)).StatusCode);
        using var owner = app.CreateBrowserlessClient("127.0.0.3");
        Assert.Equal(HttpStatusCode.Redirect, (await owner.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
    }

    [Fact]
    public async Task A_known_and_an_unknown_account_cause_the_same_work()
    {
        await app.CreateStaffAsync("Known", StaffRoles.Auditor);
        using var client = app.CreateBrowserlessClient();
        await client.TrySignInAsync("warm-up@example.org", "not the password");
        using var commands = new DatabaseCommands();

        for (var count = 0; count < 4; count++)
        {
            var known = await commands.DuringAsync(() => client.TrySignInAsync("known@example.org", "not the password"));
            var unknown = await commands.DuringAsync(() => client.TrySignInAsync("unknown@example.org", "not the password"));
            Assert.NotEqual("", known);
            Assert.Equal(known, unknown);
        }
    }

    [Fact]
    public async Task A_copied_cookie_ends_with_the_sign_in()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Administrator);
        var cookies = new CookieContainer();
        using HttpClient here = app.CreateBrowserlessClient(cookies),
            elsewhere = await app.SignInAsync(user);
        await here.TrySignInAsync(user.Email!, StaffAccounts.Password);
        var copy = new CookieContainer();
        copy.Add(cookies.GetAllCookies());
        using var thief = app.CreateBrowserlessClient(copy);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/manage/users")).StatusCode);

        Assert.Equal(
            HttpStatusCode.Redirect,
            (await here.PostFormAsync("/account", SignOutEndpoint.Path, [], SignOutEndpoint.Path)).StatusCode
        );

        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/manage/users")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/manage/users")).StatusCode);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        Assert.Single(await database.StaffSessions.ToListAsync());
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_a_copied_cookie_at_once()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Administrator);
        using HttpClient here = await app.SignInAsync(user),
            elsewhere = await app.SignInAsync(user);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/manage/users")).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await here.PostFormAsync("/account", "everywhere", [])).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/manage/users")).StatusCode);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        Assert.Empty(await database.StaffSessions.ToListAsync());
    }

    [Fact]
    public async Task A_flood_from_one_address_is_stopped()
    {
        await using var strict = AppServer.Start(("Proctoring:SignIn:TriesPerMinute", "3"));
        var user = await strict.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = strict.CreateBrowserlessClient();
        for (var count = 0; count < 3; count++)
            await client.TrySignInAsync($"unknown{count}@example.org", "wrong wrong wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = app.CreateBrowserlessClient();
        using var content = new FormUrlEncodedContent([
            new("Email", user.Email!),
            new("Password", StaffAccounts.Password),
            new("_handler", "password"),
        ]);

        var answer = await client.PostAsync("/sign-in", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    static async Task<(HttpStatusCode, string)> AnswerAsync(HttpClient client, string email)
    {
        var answer = await client.TrySignInAsync(email, "not the password");
        var html = await answer.Content.ReadAsStringAsync();
        var from = html.IndexOf("data-testid=\"problem\"", StringComparison.Ordinal);
        return (answer.StatusCode, html[from..html.IndexOf("</p>", from, StringComparison.Ordinal)]);
    }
}
