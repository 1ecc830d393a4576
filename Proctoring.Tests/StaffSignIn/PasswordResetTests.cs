using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Notifications;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests links to a new password that staff request themselves.</summary>
public sealed partial class PasswordResetTests
{
    const string Page = "/forgot-password";
    const string NewPassword = "eleven loud teapots";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_arrives_in_the_language_of_the_page_and_sets_a_password_once()
    {
        await using var server = MailServer.Start();
        await using var app = AppServer.Start(Settings(server.Port));
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var browser = app.CreateBrowserlessClient();

        using var asked = await AskAsync(browser, user.Email!, "?lang=de");
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        await StaffAccounts.UntilAsync(() => Task.FromResult(server.Received.Count > 0));

        var message = Assert.Single(server.Received);
        Assert.Equal(("rita@example.org", "Ihr Link zu einem neuen Passwort"), (message.To.Mailboxes.Single().Address, message.Subject));
        Assert.Contains("60 Minuten", message.TextBody, StringComparison.Ordinal);
        var link = LinkIn(message.TextBody!);
        Assert.StartsWith("http://exams.example/set-password?account=", link, StringComparison.Ordinal);
        using var set = await SetAsync(browser, new Uri(link).PathAndQuery);
        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);

        using var again = app.CreateBrowserlessClient();
        using var used = await again.GetAsync(new Uri(link).PathAndQuery, Cancellation);
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
        using var old = await again.TrySignInAsync(user.Email!, StaffAccounts.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var fresh = await again.TrySignInAsync(user.Email!, NewPassword);
        Assert.Equal(HttpStatusCode.Redirect, fresh.StatusCode);
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var audited = database.AuditEntries.Where(row => row.Action == "password_link_asked").Select(row => row.Subject);
        Assert.Equal(["account Rita"], await audited.ToListAsync(Cancellation));
        // Neither the link nor the address is stored.
        Assert.Equal(["de"], await database.OutboxEvents.Select(row => row.Payload).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task The_answer_is_the_same_for_every_address_and_an_account_gets_three_messages_an_hour()
    {
        await using var server = MailServer.Start();
        await using var app = AppServer.Start(Settings(server.Port));
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        var left = await app.CreateStaffAsync("Left", StaffRoles.Reviewer);
        await SwitchOffAsync(app, left);
        using var browser = app.CreateBrowserlessClient();

        List<(HttpStatusCode, string)> answers = [];
        foreach (var address in new[] { "nobody@example.org", left.Email!, user.Email!, user.Email!, user.Email!, user.Email! })
        {
            using var answer = await AskAsync(browser, address);
            answers.Add((answer.StatusCode, Plain(await answer.Content.ReadAsStringAsync(Cancellation))));
        }

        Assert.Single(answers.Distinct());
        await StaffAccounts.UntilAsync(() => Task.FromResult(server.Received.Count == 3));
        Assert.All(server.Received, message => Assert.Equal("rita@example.org", message.To.Mailboxes.Single().Address));
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(3, await database.OutboxDeliveries.CountAsync(Cancellation));
        Assert.Equal(6, await database.AuditEntries.CountAsync(row => row.Action == "password_link_asked", Cancellation));
    }

    [Fact]
    public async Task A_link_expires_requests_are_limited_and_a_server_without_mail_refers_to_the_administrator()
    {
        await using var server = MailServer.Start();
        await using var app = AppServer.Start(
            [.. Settings(server.Port), ("Proctoring:SignIn:TriesPerMinute", "3")],
            services => services.PostConfigure<MailedLinkOptions>(options => options.TokenLifespan = TimeSpan.FromTicks(1))
        );
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var browser = app.CreateBrowserlessClient();
        List<HttpStatusCode> statuses = [];
        for (var count = 0; count < 4; count++)
        {
            using var answer = await AskAsync(browser, count == 0 ? user.Email! : "nobody@example.org");
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        await StaffAccounts.UntilAsync(() => Task.FromResult(server.Received.Count > 0));
        using var late = await browser.GetAsync(new Uri(LinkIn(server.Received[0].TextBody!)).PathAndQuery, Cancellation);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);

        await using var plain = AppServer.Start();
        using var visitor = plain.CreateBrowserlessClient();
        Assert.Contains("data-testid=\"not-offered\"", await visitor.GetStringAsync(Page, Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain("forgot-password", await visitor.GetStringAsync("/sign-in", Cancellation), StringComparison.Ordinal);
    }

    static (string Key, string Value)[] Settings(int port) =>
        [
            ("Proctoring:Mail:Host", "127.0.0.1"),
            ("Proctoring:Mail:Port", port.ToString(CultureInfo.InvariantCulture)),
            ("Proctoring:Mail:Security", "None"),
            ("Proctoring:Mail:From", "proctoring@example.net"),
            ("Proctoring:Api:PublicAddress", "http://exams.example"),
        ];

    static Task<HttpResponseMessage> AskAsync(HttpClient browser, string email, string query = "") =>
        browser.PostFormAsync(Page + query, "forgot-password", new() { ["Email"] = email });

    static Task<HttpResponseMessage> SetAsync(HttpClient browser, string link) =>
        browser.PostFormAsync(link, "set-password", new() { ["Password"] = NewPassword, ["Repeated"] = NewPassword });

    static async Task SwitchOffAsync(AppServer app, StaffUser user)
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        await database
            .Users.Where(row => row.Id == user.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DisabledAt, DateTime.UtcNow), Cancellation);
    }

    static string LinkIn(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal));

    /// <summary>A page without what differs between two requests.</summary>
    static string Plain(string html) => Secrets().Replace(html, "");

    [GeneratedRegex("value=\"[^\"]{40,}\"|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Secrets();
}
