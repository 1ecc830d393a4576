using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.EndToEnd;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests the access table row by row: over HTTP, and within a circuit, which sends no request.</summary>
public sealed class AccessTests(Chromium chromium) : BrowserTest(chromium)
{
    readonly Dictionary<Visitor, StaffUser> accounts = [];

    internal override (string Key, string Value)[] Settings => [("Proctoring:SignIn:RecheckEvery", "00:00:01")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Another administrator must exist, or the last one could not be switched off.
        foreach (var visitor in Enum.GetValues<Visitor>().Where(AccessTable.IsStaff))
            accounts[visitor] = await App.CreateStaffAsync($"The {visitor}", visitor.ToString());
        accounts[Visitor.SwitchedOff] = await App.CreateStaffAsync("Was Administrator", StaffRoles.Administrator);
    }

    [Fact]
    public async Task Over_HTTP()
    {
        List<string> wrong = [];
        foreach (var visitor in Enum.GetValues<Visitor>())
        {
            using var client = await ClientAsync(visitor);
            foreach (var row in AccessTable.Rows)
            {
                var status = (await client.GetAsync(row.Address)) switch
                {
                    { StatusCode: HttpStatusCode.Redirect, Headers.Location: { } to }
                        when to.ToString().Contains("/sign-in", StringComparison.Ordinal) => "asked to sign in",
                    { StatusCode: HttpStatusCode.Redirect } => "opens",
                    { StatusCode: HttpStatusCode.OK } => "opens",
                    { StatusCode: HttpStatusCode.Forbidden } => "refused",
                    var other => other.StatusCode.ToString(),
                };
                // The sign-in page redirects signed-in staff.
                var wanted =
                    AccessTable.Opens(row, visitor) ? "opens"
                    : AccessTable.IsStaff(visitor) ? "refused"
                    : "asked to sign in";
                if (status != wanted)
                    wrong.Add($"{visitor} {row.Address}: {status} instead of {wanted}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Within_the_circuit()
    {
        List<string> wrong = [];
        foreach (var visitor in Enum.GetValues<Visitor>())
        {
            var person = await ArriveAsync(Camera.None);
            if (accounts.TryGetValue(visitor, out var user))
                await person.Page.SignInAsync(App, user);
            await person.Page.GotoAsync(App.Address);
            await Expect(person.At("exam-card").First).ToBeVisibleAsync();
            await person.Page.LiveAsync();
            if (visitor == Visitor.SwitchedOff)
                await SwitchOffAsync(user!);
            foreach (var row in AccessTable.Rows.Where(row => row.IsPage))
            {
                await NavigateAsync(person.Page, row.Address);
                // Each of our pages has a heading; a refused page has a different one.
                var refused = person.At("not-allowed").Or(person.At("signed-out"));
                if (AccessTable.Opens(row, visitor))
                    await Expect(refused).ToHaveCountAsync(0);
                else
                    await Expect(refused).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
                await Expect(person.Page.Locator("h1").First).ToBeVisibleAsync();
                if (await person.At("page-error").IsVisibleAsync())
                    wrong.Add($"{visitor} {row.Address}: broke");
            }

            await person.Page.Context.CloseAsync();
        }

        Assert.Empty(wrong);
    }

    /// <summary>Navigates in the circuit. While the page reconnects a navigation can be lost; then a person clicks again.</summary>
    async Task NavigateAsync(IPage page, string address)
    {
        for (var tries = 1; ; tries++)
        {
            await page.EvaluateAsync("address => Blazor.navigateTo(address)", address);
            try
            {
                await page.WaitForURLAsync(App.Address + address, new() { WaitUntil = WaitUntilState.Commit, Timeout = 15_000 });
                return;
            }
            catch (TimeoutException) when (tries < 3)
            {
                // Once more.
            }
        }
    }

    async Task<HttpClient> ClientAsync(Visitor visitor)
    {
        var client = accounts.TryGetValue(visitor, out var user) ? await App.SignInAsync(user) : App.CreateBrowserlessClient();
        if (visitor == Visitor.Candidate)
        {
            var session = await App.Get<SessionOpener>()
                .OpenAsync(
                    new SessionRequest
                    {
                        StudentId = "student",
                        ExamSlug = DemoExam.Slug,
                        Proctored = false,
                    },
                    default
                );
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        }

        if (visitor == Visitor.SwitchedOff)
        {
            await SwitchOffAsync(user!);
            // The cookie is checked again every second.
            await StaffAccounts.UntilAsync(async () => (await client.GetAsync("/manage/users")).StatusCode == HttpStatusCode.Redirect);
        }

        return client;
    }

    async Task SwitchOffAsync(StaffUser user) =>
        Assert.Null(
            (
                await App.Get<StaffAdministration>()
                    .SwitchAsync(await App.ViewerAsync(accounts[Visitor.Administrator]), user.Id, on: false, "left")
            ).Problem
        );
}
