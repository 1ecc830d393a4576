using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Only the embedding pages may be framed, and only by listed origins; every page may import the SDK.</summary>
public sealed class EmbedHeadersTests
{
    [Fact]
    public async Task Ancestors_are_those_of_the_settings_and_only_for_embedding_pages()
    {
        await using var app = AppServer.Start(
            ("Proctoring:Api:AllowedOrigins:0", "https://jobgenie.example"),
            ("Proctoring:Api:AllowedOrigins:1", "http://localhost:3000"),
            ("Proctoring:Api:AllowedOrigins:2", "https://prüfungen.example")
        );
        using var client = app.CreateClient();

        Assert.Equal(
            "frame-ancestors 'self' https://jobgenie.example http://localhost:3000 https://xn--prfungen-75a.example",
            await AncestorsAsync(client, "embed/anything")
        );
        foreach (var path in new[] { "", "exams/software-interview/start", "no/such/page", "embedded", "health" })
            Assert.Equal("frame-ancestors 'self'", await AncestorsAsync(client, path));
    }

    [Fact]
    public async Task The_sdk_is_complete_in_its_folder_and_available_to_every_page()
    {
        await using var app = AppServer.Start();
        using var client = app.CreateClient();
        foreach (
            var name in new[]
            {
                "proctoring.js",
                "service.js",
                "element.js",
                "element-attributes.js",
                "element-frame.js",
                "outcomes.js",
                "outbox.js",
                "frame-link.js",
                "host-watch.js",
                "file-dialog.js",
                "guard.js",
                "proctoring.d.ts",
            }
        )
        {
            using var answer = await client.GetAsync($"sdk/{name}", TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, name);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            // A copy of the folder alone must work.
            Assert.DoesNotContain(
                "from '../",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        }

        using var hashes = JsonDocument.Parse(await client.GetStringAsync("sdk/v1/integrity.json", TestContext.Current.CancellationToken));
        foreach (var file in hashes.RootElement.EnumerateObject())
        {
            using var answer = await client.GetAsync(file.Name[1..], TestContext.Current.CancellationToken);
            var content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(file.Value.GetString(), $"sha384-{Convert.ToBase64String(SHA384.HashData(content))}");
            Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        }

        Assert.Contains(hashes.RootElement.EnumerateObject(), file => file.Name == "/sdk/v1/proctoring.js");
        using var outside = await client.GetAsync("sdk/v1/..%2fcss%2fapp.css", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        using var page = await client.GetAsync("css/app.css", TestContext.Current.CancellationToken);
        Assert.False(page.Headers.Contains("Access-Control-Allow-Origin"));
    }

    static async Task<string> AncestorsAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        // More than one policy would all have to allow it.
        return Assert
            .Single(answer.Headers.GetValues("Content-Security-Policy"))
            .Split("; ")
            .Single(part => part.StartsWith("frame-ancestors", StringComparison.Ordinal));
    }
}
