using System.Net;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>No Host header makes our links lead to another site.</summary>
public sealed class PublicAddressTests
{
    // A server under test runs in Development, which trusts the Host header.
    static readonly (string, string) Production = ("environment", "Production");

    [Fact]
    public async Task Links_use_the_public_address_whatever_the_request_names()
    {
        await using var app = AppServer.Start(Production, ("Proctoring:Api:PublicAddress", "https://exam.example"));
        foreach (var host in new[] { null, "evil.example" })
            Assert.StartsWith("https://exam.example/embed/", await EmbedUrlAsync(app, host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]:80")]
    public async Task Without_one_a_foreign_host_is_replaced_by_this_servers_own(string host)
    {
        await using var app = AppServer.Start(Production);
        Assert.StartsWith($"{app.Address}/embed/", await EmbedUrlAsync(app, host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_addresses_of_this_server_are_kept()
    {
        await using var app = AppServer.Start(Production);
        var port = new Uri(app.Address).Port;
        foreach (
            var host in new[] { $"127.0.0.1:{port}", $"localhost:{port}", $"exam.localhost:{port}", $"{Environment.MachineName}:{port}" }
        )
            Assert.StartsWith($"http://{host}/embed/", await EmbedUrlAsync(app, host), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Allowed_hosts_are_kept_and_others_refused()
    {
        await using var app = AppServer.Start(Production, ("AllowedHosts", "exam.example;localhost"));
        Assert.StartsWith("http://exam.example/embed/", await EmbedUrlAsync(app, "exam.example"), StringComparison.Ordinal);
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_redirect_names_no_host()
    {
        await using var app = AppServer.Start(Production);
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = app.CreateBrowserlessClient();
        client.DefaultRequestHeaders.Host = "evil.example";

        Assert.Equal(
            "/sign-in?returnUrl=%2Faccount",
            (await client.GetAsync("/account", TestContext.Current.CancellationToken)).Headers.Location!.OriginalString
        );
        Assert.Equal("/staff", (await client.TrySignInAsync(user.Email!, StaffAccounts.Password)).Headers.Location!.OriginalString);
    }

    static async Task<string> EmbedUrlAsync(AppServer app, string? host)
    {
        using var api = await ApiClient.WithKeyAsync(app);
        if (host is not null)
            api.With("Host", host);
        var started = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = "E",
                total_questions = 1,
            }
        );
        Assert.Equal(HttpStatusCode.Created, started.Status);
        return started["embed_url"].GetString()!;
    }
}
