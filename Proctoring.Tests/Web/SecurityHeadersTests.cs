using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests a public server's headers, and which headers of a request it trusts.</summary>
public sealed partial class SecurityHeadersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    const string Site = "https://exam.example";

    [Theory]
    [InlineData("")]
    [InlineData("no/such/page")]
    [InlineData("sign-in")]
    [InlineData("health")]
    [InlineData("api/health/")]
    public async Task Every_answer_limits_what_the_page_may_do(string path)
    {
        var app = server.App;
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Contains("base-uri 'self'", policy);
        Assert.Contains("form-action 'self'", policy);
        Assert.Contains($"connect-src 'self' ws://{new Uri(app.Address).Authority}", policy);
        Assert.DoesNotContain(
            policy,
            part =>
                part.Contains("ws: ", StringComparison.Ordinal)
                || part.EndsWith("ws:", StringComparison.Ordinal)
                || part.Contains('*', StringComparison.Ordinal)
        );
        Assert.All(
            policy.Where(part => part.StartsWith("script-src", StringComparison.Ordinal)),
            part => Assert.Matches("^script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'$", part)
        );
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    /// <summary>A link to a result that someone publishes must not appear in a search.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("results/1?key=unknown", true)]
    [InlineData("sessions/0198c0de-0000-7000-8000-000000000000/report.pdf?key=unknown", true)]
    [InlineData("no/such/page", true)]
    public async Task Only_the_first_page_may_be_in_a_search(string path, bool hidden)
    {
        using var client = server.App.CreateClient();

        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(hidden, answer.Headers.TryGetValues("X-Robots-Tag", out var values));
        Assert.All(values ?? [], value => Assert.Equal("noindex, nofollow", value));
    }

    [Fact]
    public async Task Behind_https_browsers_must_stay_there_and_cookies_are_secure()
    {
        await using var app = AppServer.Start(("environment", "Production"), ("Proctoring:Api:PublicAddress", Site));
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        using var client = app.CreateClient();

        using var page = await client.GetAsync("sign-in", TestContext.Current.CancellationToken);
        var antiforgery = Assert.Single(
            page.Headers.GetValues("Set-Cookie"),
            cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)
        );
        using var form = new FormUrlEncodedContent([
            new("Email", user.Email!),
            new("Password", StaffAccounts.Password),
            new("_handler", "password"),
            new(
                "__RequestVerificationToken",
                StaffAccounts.TokenOf(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            ),
        ]);
        // A cookie container would not send a secure cookie over plain http, which this test uses instead of the proxy.
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Address),
        };
        bare.DefaultRequestHeaders.Add("Cookie", antiforgery.Split(';')[0]);
        using var signedIn = await bare.PostAsync("sign-in", form, TestContext.Current.CancellationToken);

        Assert.StartsWith("max-age=15552000", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        Assert.Contains("secure", antiforgery, StringComparison.Ordinal);
        Assert.Contains(
            "connect-src 'self' wss://exam.example;",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.Equal("/staff", signedIn.Headers.Location!.OriginalString);
        Assert.Contains(
            "secure",
            Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("staff=", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Forwarded_headers_count_only_from_a_known_proxy()
    {
        await using var known = AppServer.Start(("Proctoring:Proxies:0", "127.0.0.1"));
        await using var unknown = AppServer.Start(("Proctoring:Proxies:0", "10.0.0.1"), ("FORWARDEDHEADERS_ENABLED", "true"));

        Assert.True(await BelievesAsync(known));
        Assert.False(await BelievesAsync(unknown));
    }

    [Fact]
    public async Task A_page_that_fails_shows_a_trace_id_and_no_cause()
    {
        await using var app = AppServer.Start(
            [("environment", "Production")],
            services => services.AddSingleton<IStartupFilter, FailingPage>()
        );
        using var client = app.CreateBrowserlessClient();
        client.DefaultRequestHeaders.Add("Accept-Language", "de");

        using var page = await client.GetAsync("fails", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Accept.Clear();
        using var plain = await client.GetAsync("fails", TestContext.Current.CancellationToken);

        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Matches(TraceId(), html);
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("text/plain", plain.Content.Headers.ContentType!.MediaType);
        Assert.Matches(TraceId(), await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData("Production", "true", true)]
    [InlineData("Development", "false", false)]
    public async Task The_description_of_the_API_is_shown_if_the_operator_allows_it(string environment, string? setting, bool shown)
    {
        (string, string)[] settings = [("environment", environment)];
        await using var app = AppServer.Start(setting is null ? settings : [.. settings, ("Proctoring:Api:Documentation", setting)]);
        using var client = app.CreateClient();

        foreach (var path in new[] { "openapi/v1.json", "scalar/" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(shown ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Pages_of_other_origins_may_call_without_cookies()
    {
        await using var app = AppServer.Start(("Proctoring:Api:AllowedOrigins:0", "https://host.example"));
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("Origin", "https://host.example");

        using var answer = await client.GetAsync("api/health/", TestContext.Current.CancellationToken);

        Assert.Equal("https://host.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    /// <summary>Whether a request that claims to have come over https counts as such: its cookie is then secure.</summary>
    static async Task<bool> BelievesAsync(AppServer app)
    {
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var page = await client.GetAsync("sign-in", TestContext.Current.CancellationToken);
        return Assert.Single(page.Headers.GetValues("Set-Cookie")).Contains("secure", StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex TraceId();

    /// <summary>A page with a fault, behind all of the product's own middleware.</summary>
    sealed class FailingPage : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                next(app);
                app.Use(
                    (HttpContext context, RequestDelegate rest) =>
                        context.Request.Path == "/fails" ? throw new InvalidOperationException("a secret") : rest(context)
                );
            };
    }
}
