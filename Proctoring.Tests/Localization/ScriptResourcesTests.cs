using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Proctoring.Core.Localization;
using Proctoring.Tests.Support;
using Proctoring.Web.Localization;
using Proctoring.Web.Resources;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>Scripts use the same resources as pages.</summary>
public sealed partial class ScriptResourcesTests
{
    [Fact]
    public async Task The_SDK_reads_its_texts_in_every_language_from_any_site()
    {
        await using var app = AppServer.Start();
        using var client = app.CreateClient();

        foreach (var language in Language.All)
        {
            var answer = await client.GetAsync($"sdk/texts/{language.Code}.json", TestContext.Current.CancellationToken);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            var texts = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            var expected = ResourceFiles
                .Read(nameof(ScriptTexts), language.Code)
                .Where(text => text.Key.StartsWith("Sdk_", StringComparison.Ordinal));
            Assert.Equal(
                expected.ToDictionary(text => text.Key[4..], text => text.Value, StringComparer.Ordinal),
                texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!, StringComparer.Ordinal)
            );
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync("sdk/texts/xx.json", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public void The_SDK_carries_the_same_English_for_a_server_that_does_not_answer()
    {
        var script = File.ReadAllText(Path.Combine(TestFolders.Root, "wwwroot", "sdk", "texts.js"));
        var own = Entry()
            .Matches(script)
            .ToDictionary(match => "Sdk_" + match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);

        Assert.Equal(
            ResourceFiles
                .Read(nameof(ScriptTexts), "en")
                .Where(text => text.Key.StartsWith("Sdk_", StringComparison.Ordinal))
                .OrderBy(text => text.Key),
            own.OrderBy(text => text.Key)
        );
    }

    [Fact]
    public void Nothing_in_an_island_can_end_its_element()
    {
        foreach (var language in Language.All)
        {
            CultureInfo.CurrentUICulture = language.TextCulture;
            Assert.DoesNotContain("<", ScriptResources.Json("Passkey"), StringComparison.Ordinal);
        }

        CultureInfo.CurrentUICulture = Language.English.TextCulture;
    }

    [GeneratedRegex(@"^  (\w+): '(.*)',$", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
