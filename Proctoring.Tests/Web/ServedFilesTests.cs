using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>wwwroot/ and appsettings.json are in the repository's root; this tests that the server reads them from there.</summary>
public sealed partial class ServedFilesTests
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
                "Components/ExamRoom/WebcamCapture.razor.js",
            }
        )
        {
            var content = await client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
            Assert.True(content.Length > 100, $"{path} has {content.Length} bytes");
        }

        Assert.Equal("500", app.Get<IConfiguration>()["Proctoring:Frames:IntervalMs"]);
    }

    /// <summary>Otherwise every page asks for each of its scripts again, which takes seconds on a slow line.</summary>
    [Fact]
    public async Task A_page_maps_its_scripts_to_addresses_that_browsers_store_for_good()
    {
        await using var app = AppServer.Start(("environment", "Production"));
        using var client = app.CreateClient();
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

    [Fact]
    public async Task The_service_reports_whether_it_works()
    {
        await using var well = AppServer.Start();
        using var client = well.CreateClient();
        Assert.Equal("Healthy", await client.GetStringAsync("health", TestContext.Current.CancellationToken));

        await using var blind = AppServer.Start(("Proctoring:ModelsPath", Path.Combine(well.Data, "no-models")));
        using var other = blind.CreateClient();
        var answer = await other.GetAsync("health", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_missing_address_is_explained_and_every_page_has_security_headers()
    {
        await using var app = AppServer.Start();
        using var client = app.CreateClient();

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
}
