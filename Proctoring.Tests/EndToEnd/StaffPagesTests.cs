using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Proctoring.Tests.EndToEnd.PageLook;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Staff in real Chromium: from the console's link to the audit log, light and dark, wide and narrow.</summary>
public sealed class StaffPagesTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings =>
        [("Proctoring:SignIn:RecheckEvery", "00:00:01"), ("Proctoring:SignIn:LockAfter", "3")];

    [Fact]
    public async Task From_the_set_up_link_to_signing_in_with_a_passkey()
    {
        var secret = await App.Get<SetupLinks>().MakeAsync(default);
        var person = await ArriveAsync(Camera.None);
        await VirtualAuthenticatorAsync(person.Page);
        await person.Page.GotoAsync($"{App.Address}/set-up?code={secret}");
        await person.At("name").FillAsync("Ada First");
        await person.At("email").FillAsync("ada@example.org");
        await person.At("password").FillAsync(StaffAccounts.Password);
        await person.At("repeated").FillAsync(StaffAccounts.Password);
        await LookAtAsync(person, "staff-set-up");
        await person.At("make").ClickAsync();
        await Expect(person.At("account-card")).ToContainTextAsync("You are the first administrator");

        await person.At("add-passkey").ClickAsync();
        await Expect(person.At("passkeys-card")).ToContainTextAsync("The passkey was added");
        await person.At("passkey-name").FillAsync("Ada's laptop");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(person.At("passkeys-card")).ToContainTextAsync("The passkey was renamed");
        await Expect(person.At("passkey-name")).ToHaveValueAsync("Ada's laptop");
        await LookAtAsync(person, "staff-account");

        await person.At("sign-out").ClickAsync();
        await Expect(person.At("good")).ToContainTextAsync("You are signed out");
        await LookAtAsync(person, "staff-sign-in");
        // Wrong passwords by another person do not lock the owner's passkey.
        using (var stranger = App.CreateBrowserlessClient())
        {
            for (var count = 0; count < 4; count++)
                await stranger.TrySignInAsync("ada@example.org", "not the password");
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await stranger.TrySignInAsync("ada@example.org", StaffAccounts.Password)).StatusCode
            );
        }

        await person.At("passkey-sign-in").ClickAsync();
        await person.Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        await person.Page.GotoAsync($"{App.Address}/account");
        await person.At("remove-passkey").ClickAsync();
        await Expect(person.At("no-passkeys")).ToBeVisibleAsync();
        await person.At("sign-out").ClickAsync();
        await person.At("passkey-sign-in").ClickAsync();
        await Expect(person.At("problem")).ToContainTextAsync("not known here");
    }

    [Fact]
    public async Task Too_many_wrong_passwords_are_answered_in_plain_words()
    {
        var user = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var person = await ArriveAsync(
            Camera.None,
            options: new()
            {
                JavaScriptEnabled = false,
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        await person.Page.GotoAsync($"{App.Address}/sign-in");
        for (var count = 0; count < 3; count++)
        {
            await person.At("email").FillAsync(user.Email!);
            await person.At("password").FillAsync("not the password");
            await person.At("sign-in").ClickAsync();
            await Expect(person.At("problem")).ToBeVisibleAsync();
        }

        await Expect(person.At("problem")).ToContainTextAsync("Too many failed attempts. Wait 15 minutes");
        Assert.Equal(user.Email, await person.At("email").InputValueAsync());
        await person.PhotographAsync("staff-locked");
    }

    [Fact]
    public async Task An_administrator_invites_restricts_makes_a_key_and_reads_it_all_in_the_log()
    {
        var chief = await App.CreateStaffAsync("Charlotte Featherstonehaugh-Cholmondeley", StaffRoles.Administrator);
        var person = await ArriveAsync(
            Camera.None,
            options: new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        await person.Page.SignInAsync(App, chief, "/manage/users");
        await person.Page.LiveAsync();
        await person.At("invite").ClickAsync();
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Rita Reviewer");
        await person.Page.GetByLabel("Email address", new() { Exact = true }).FillAsync("rita@example.org");
        await person.At("save-user").ClickAsync();
        await Expect(person.At("dialog-problem")).ToContainTextAsync("Choose at least one role");
        await person.Page.GetByLabel("Reviewer", new() { Exact = false }).First.CheckAsync();
        await person.PhotographAsync("staff-invite");
        await person.At("save-user").ClickAsync();
        var link = await person.At("link").InputValueAsync();
        Assert.StartsWith($"{App.Address}/set-password?", link, StringComparison.Ordinal);
        await person.At("copy").ClickAsync();
        await Expect(person.At("copy")).ToContainTextAsync("Copied");
        Assert.Equal(link, await person.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await person.At("close-link").ClickAsync();
        await Expect(person.At("user-state").Filter(new() { HasText = "No password yet" })).ToBeVisibleAsync();
        await LookAtAsync(person, "staff-users");

        await person.Page.GotoAsync($"{App.Address}/manage/exams");
        await person.Page.LiveAsync();
        await person.At("edit-access").First.ClickAsync();
        await person.Page.GetByLabel("Rita Reviewer").CheckAsync();
        await person.At("save-access").ClickAsync();
        await Expect(person.At("open-to").First).ToHaveTextAsync("Rita Reviewer");
        await LookAtAsync(person, "staff-exams");

        await person.Page.GotoAsync($"{App.Address}/manage/keys");
        await person.Page.LiveAsync();
        await person.At("make-key").ClickAsync();
        await person.Page.GetByLabel("Name of the system").FillAsync("The university's LMS");
        await person.PhotographAsync("staff-key-dialog");
        await person.At("save-key").ClickAsync();
        Assert.StartsWith("jgp_", await person.At("secret").InputValueAsync(), StringComparison.Ordinal);
        await person.At("close-key").ClickAsync();
        await person.At("revoke").ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(person.At("key-state")).ToContainTextAsync("Revoked on");
        await LookAtAsync(person, "staff-keys");

        await App.AddGivenUpDeliveryAsync();
        await person.Page.GotoAsync($"{App.Address}/manage/webhooks");
        await person.Page.LiveAsync();
        await Expect(person.At("delivery-state")).ToHaveTextAsync("Given up");
        await Expect(person.At("resend")).ToBeEnabledAsync();
        await LookAtAsync(person, "staff-webhooks");
        await person.At("webhook-secret-replace").ClickAsync();
        await Expect(person.At("webhook-secret-now")).ToBeEnabledAsync();
        await LookAtAsync(person, "staff-webhooks-secret");
        await person.Page.SetViewportSizeAsync(390, 844);
        await LookAtAsync(person, "staff-webhooks-phone");
        await person.Page.SetViewportSizeAsync(1366, 768);

        await person.Page.GotoAsync($"{App.Address}/manage/system");
        await Expect(person.At("model").First).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAtAsync(person, "staff-system");

        await person.Page.GotoAsync($"{App.Address}/manage/audit?act=user_invited");
        await Expect(person.At("entry")).ToHaveCountAsync(1);
        await Expect(person.At("entry")).ToContainTextAsync("account Rita Reviewer: Reviewer");
        await person.Page.LiveAsync();
        await person.Page.GotoAsync($"{App.Address}/manage/audit");
        await Expect(person.At("entry")).ToHaveCountAsync(5);
        await LookAtAsync(person, "staff-audit");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_page_whose_account_is_switched_off_stops_working_and_explains_it()
    {
        var chief = await App.CreateStaffAsync("Chief", StaffRoles.Administrator);
        var second = await App.CreateStaffAsync("Second", StaffRoles.Administrator);
        var person = await ArriveAsync(Camera.None);
        await person.Page.SignInAsync(App, second, "/manage/users");
        await person.Page.LiveAsync();

        Assert.Null((await App.Get<StaffAdministration>().SwitchAsync(await App.ViewerAsync(chief), second.Id, on: false, "left")).Problem);

        await Expect(person.At("signed-out")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(person.At("sign-in-card")).ToBeVisibleAsync();
        await person.At("email").FillAsync(second.Email!);
        await person.At("password").FillAsync(StaffAccounts.Password);
        await person.At("sign-in").ClickAsync();
        await Expect(person.At("problem")).ToContainTextAsync("disabled");
    }

    static async Task VirtualAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = JsonSerializer.SerializeToElement(
                    new
                    {
                        protocol = "ctap2",
                        transport = "internal",
                        hasResidentKey = true,
                        hasUserVerification = true,
                        isUserVerified = true,
                        automaticPresenceSimulation = true,
                    }
                ),
            }
        );
    }
}
