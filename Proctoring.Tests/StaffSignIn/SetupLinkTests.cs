using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>The first administrator is created once, by the person who reads the console, and by no one else.</summary>
public sealed class SetupLinkTests
{
    static Dictionary<string, string> Form =>
        new()
        {
            ["FullName"] = "Ada First",
            ["Email"] = "ada@example.org",
            ["Password"] = StaffAccounts.Password,
            ["Repeated"] = StaffAccounts.Password,
        };

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task The_newest_link_is_valid_for_a_day(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var links = host.Get<SetupLinks>();
        var first = await links.MakeAsync(default);
        Assert.True(await links.HoldsNowAsync(first, default));

        var second = await links.MakeAsync(default);
        Assert.False(await links.HoldsNowAsync(first, default));
        Assert.True(await links.HoldsNowAsync(second, default));
        Assert.False(await links.HoldsNowAsync(second!.ToUpperInvariant(), default));
        Assert.False(await links.HoldsNowAsync(null, default));
        host.Clock.Advance(SetupLinks.Holds + TimeSpan.FromSeconds(1));
        Assert.False(await links.HoldsNowAsync(second, default));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task It_works_once_and_is_stored_only_as_a_hash(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var links = host.Get<SetupLinks>();
        var secret = await links.MakeAsync(default);
        await using ProctoringDb one = host.OpenDatabase(),
            two = host.OpenDatabase();
        Assert.DoesNotContain(secret!, string.Concat(one.RoleClaims.Select(claim => claim.ClaimValue)), StringComparison.Ordinal);

        Assert.True(await links.UseAsync(one, secret, default));
        Assert.False(await links.UseAsync(two, secret, default));
    }

    [Fact]
    public async Task It_creates_a_signed_in_administrator_and_then_opens_nothing()
    {
        await using var app = AppServer.Start();
        var secret = await app.Get<SetupLinks>().MakeAsync(default);
        using var client = app.CreateBrowserlessClient();

        var answer = await client.PostFormAsync($"/set-up?code={secret}", "set-up", Form);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/manage/users")).StatusCode);
        using var other = app.CreateBrowserlessClient();
        Assert.Equal(HttpStatusCode.Gone, (await other.GetAsync($"/set-up?code={secret}")).StatusCode);
        Assert.Null(await app.Get<SetupLinks>().MakeAsync(default));
    }

    [Fact]
    public async Task A_weak_password_does_not_use_up_the_link_and_two_at_once_create_one_administrator()
    {
        await using var app = AppServer.Start();
        var secret = await app.Get<SetupLinks>().MakeAsync(default);
        using var client = app.CreateBrowserlessClient();
        foreach (var weak in new[] { "short", "aaaaaaaaaaaaaaaa", "ada@example.org" })
        {
            var refused = await client.PostFormAsync(
                $"/set-up?code={secret}",
                "set-up",
                new(Form) { ["Password"] = weak, ["Repeated"] = weak }
            );
            Assert.Contains("data-testid=\"problem\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Task<HttpResponseMessage> Come(string email) =>
            app.CreateBrowserlessClient().PostFormAsync($"/set-up?code={secret}", "set-up", new(Form) { ["Email"] = email });
        await Task.WhenAll(Come("one@example.org"), Come("two@example.org"));

        var chief = new StaffViewer(null, "test", [StaffRoles.Administrator], null);
        Assert.Single(await app.Get<StaffDirectory>().ListAsync(chief, default));
    }

    [Fact]
    public async Task A_database_that_is_away_after_the_start_is_logged_and_does_not_end_the_server()
    {
        var log = new CapturedLog();
        await using var app = AppServer.Start();
        var links = new SetupLinks(new NoDatabase(), app.Get<StaffDirectory>(), TimeProvider.System);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));

        await new SetupNotice(app.Get<PublicAddress>(), links, logs.CreateLogger<SetupNotice>()).StartedAsync(default);

        Assert.Contains("setup-link", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://localhost:5080/set-up?code=abc")]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080/set-up?code=abc")]
    [InlineData("http://[::]:8080", "http://localhost:8080/set-up?code=abc")]
    [InlineData("https://exam.example.org/", "https://exam.example.org/set-up?code=abc")]
    public void The_console_shows_an_address_that_can_be_opened(string server, string link) =>
        Assert.Contains(link, SetupNotice.Text(server, "abc").Split('\n').Select(line => line.Trim()));

    sealed class NoDatabase : IDbContextFactory<ProctoringDb>
    {
        public ProctoringDb CreateDbContext() => throw new NpgsqlException("The server is shutting down.");
    }
}
