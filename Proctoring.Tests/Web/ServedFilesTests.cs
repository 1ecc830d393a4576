using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>wwwroot/ and appsettings.json are in the repository's root; this tests that the server reads them from there.</summary>
public sealed partial class ServedFilesTests(ServerFixture server, ProductionServer production)
    : IClassFixture<ServerFixture>,
        IClassFixture<ProductionServer>
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Files_of_the_root_of_packages_and_of_components_are_served(string environment)
    {
        await using var app = AppServer.Start(("environment", environment));
        using var client = app.CreateClient();

        foreach (
            var path in new[]
            {
                "css/app.css",
                "Proctoring.Web.styles.css",
                "_framework/blazor.web.js",
                "_content/MudBlazor/MudBlazor.min.css",
                "_content/MudBlazor/MudBlazor.min.js",
                "lib/signalr/signalr.min.js",
                "lib/katex/katex.min.js",
                "lib/katex/katex.min.css",
                "lib/katex/fonts/KaTeX_Main-Regular.woff2",
                "fonts/noto-sans-devanagari-devanagari-wght-normal.woff2",
                "Components/ExamRoom/WebcamCapture.razor.js",
            }
        )
        {
            var content = await client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
            Assert.True(content.Length > 100, $"{path} has {content.Length} bytes");
        }

        Assert.Equal("500", app.Get<IConfiguration>()["Proctoring:Frames:IntervalMs"]);
    }

    /// <summary>js/start.js starts the circuit without asking for scripts of packages. It must ask if a package brings one.</summary>
    [Fact]
    public async Task No_package_starts_scripts_with_the_circuit()
    {
        using var client = production.App.CreateClient();

        Assert.Equal("[]", await client.GetStringAsync("_blazor/initializers", TestContext.Current.CancellationToken));
    }

    /// <summary>Otherwise every page asks for each of its scripts again, which takes seconds on a slow line.</summary>
    [Fact]
    public async Task A_page_maps_its_scripts_to_addresses_that_browsers_store_for_good()
    {
        using var client = production.App.CreateClient();
        using var page = await client.GetAsync("", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = ImportMap().Match(html).Groups["json"].Value;

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(
            $"script-src 'self' 'sha256-{hash}';",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        var imports = JsonDocument.Parse(json).RootElement.GetProperty("imports");
        foreach (
            var script in new[]
            {
                "js/proctoring/room.js",
                "js/circuit/circuit-state.js",
                "js/proctoring/frame-worker.js",
                "js/exam/answer-worker.js",
                "sdk/retry.js",
                "lib/signalr/signalr.min.js",
                "Components/ExamRoom/WebcamCapture.razor.js",
            }
        )
        {
            var address = imports.GetProperty($"./{script}").GetString()!;
            Assert.NotEqual($"./{script}", address);
            using var file = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Contains("immutable", file.EnsureSuccessStatusCode().Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>A first visit loads 70 files: their headers alone would take half a second on a slow line.</summary>
    [Fact]
    public async Task Files_of_pages_are_stored_for_good_and_have_a_short_policy()
    {
        using var client = production.App.CreateClient();
        var html = await client.GetStringAsync("", TestContext.Current.CancellationToken);
        var addresses = PageFiles().Matches(html).Select(match => match.Groups["path"].Value).ToList();

        Assert.Contains(addresses, path => path.Contains("MudBlazor.min.css?v=", StringComparison.Ordinal));
        Assert.Contains(addresses, path => path.Contains("MudBlazor.min.js?v=", StringComparison.Ordinal));
        Assert.InRange(addresses.Count, 6, 12);
        foreach (var path in addresses)
        {
            using var file = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("immutable", file.EnsureSuccessStatusCode().Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal("default-src 'self'", Assert.Single(file.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
        }

        // A server of another version: what it has now must not be stored under this name.
        using var other = await client.GetAsync("_content/MudBlazor/MudBlazor.min.js?v=0.0.1", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("immutable", other.EnsureSuccessStatusCode().Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A compressed secret can be guessed by its length, so the pages of signed-in staff are not compressed.</summary>
    [Fact]
    public async Task Only_the_pages_of_visitors_who_have_not_signed_in_are_compressed()
    {
        using var visitor = server.App.CreateClient();
        using var staff = await server.App.SignedInAsync(StaffRoles.Administrator);
        staff.DefaultRequestHeaders.Remove("Accept-Encoding");
        foreach (var client in new[] { visitor, staff })
            client.DefaultRequestHeaders.Add("Accept-Encoding", "br");

        using var open = await visitor.GetAsync("", TestContext.Current.CancellationToken);
        using var signedIn = await staff.GetAsync("", TestContext.Current.CancellationToken);
        using var list = await staff.GetAsync("review/sessions", TestContext.Current.CancellationToken);

        Assert.Equal(["br"], open.EnsureSuccessStatusCode().Content.Headers.ContentEncoding);
        Assert.InRange((await open.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 3_000, 16_000);
        Assert.Empty(signedIn.EnsureSuccessStatusCode().Content.Headers.ContentEncoding);
        Assert.Empty(list.EnsureSuccessStatusCode().Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task The_service_reports_whether_it_works()
    {
        using var client = server.App.CreateClient();
        Assert.Equal("Healthy", await client.GetStringAsync("health", TestContext.Current.CancellationToken));

        await using var blind = AppServer.Start(("Proctoring:ModelsPath", Path.Combine(server.App.Data, "no-models")));
        using var other = blind.CreateClient();
        var answer = await other.GetAsync("health", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_missing_address_is_explained_and_every_page_has_security_headers()
    {
        using var client = server.App.CreateClient();

        var missing = await client.GetAsync("no/such/page", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("no-referrer", Assert.Single(missing.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("object-src 'none'", Assert.Single(missing.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var evidence = await client.GetAsync(
            $"sessions/{Guid.NewGuid()}/evidence/{Guid.NewGuid()}?key=abc",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(System.Net.HttpStatusCode.NotFound, evidence.StatusCode);
    }

    [GeneratedRegex("<script type=\"importmap\">(?<json>.*?)</script>")]
    private static partial Regex ImportMap();

    [GeneratedRegex("<(?:link rel=\"stylesheet\" href|script src)=\"(?<path>[^\"]+\\.(?:css|js)[^\"]*)\"")]
    private static partial Regex PageFiles();
}

/// <summary>A server as it is installed.</summary>
public sealed class ProductionServer() : ServerFixture(("environment", "Production"));
