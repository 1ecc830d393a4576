using Microsoft.Extensions.Configuration;
using Proctoring.Core;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>API settings that would admit more callers than intended stop the start, each named by its key.</summary>
public sealed class ApiSettingsTests
{
    static IReadOnlyList<string> Mistakes(bool development, params (string Key, string Value)[] settings) =>
        SettingsCheck.Mistakes(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(setting => KeyValuePair.Create($"Proctoring:Api:{setting.Key}", (string?)setting.Value))
                )
                .Build(),
            development
        );

    [Fact]
    public void Open_to_everyone_on_a_public_server_is_a_mistake()
    {
        Assert.Contains(
            "Proctoring:Api:Open: outside Development",
            Assert.Single(Mistakes(false, ("Open", "true"))),
            StringComparison.Ordinal
        );
        Assert.Empty(Mistakes(true, ("Open", "true")));
        Assert.Empty(
            Mistakes(
                false,
                ("Open", "true"),
                ("AllowedOrigins:0", "https://jobgenie.example"),
                ("AllowedOrigins:1", "http://localhost:3000")
            )
        );
        Assert.Empty(Mistakes(false));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example")]
    [InlineData("https://jobgenie.example/")]
    [InlineData("https://jobgenie.example/page")]
    [InlineData("jobgenie.example")]
    [InlineData("file:///tmp")]
    [InlineData("https://user@jobgenie.example")]
    public void An_invalid_origin_is_a_mistake(string origin) =>
        Assert.Contains("is not an origin", Assert.Single(Mistakes(true, ("AllowedOrigins:0", origin))), StringComparison.Ordinal);

    [Fact]
    public void A_limit_out_of_range_is_a_mistake()
    {
        Assert.Contains("CallsPerKey", Assert.Single(Mistakes(true, ("CallsPerKey", "0"))), StringComparison.Ordinal);
        Assert.Contains("PublicAddress", Assert.Single(Mistakes(true, ("PublicAddress", "here"))), StringComparison.Ordinal);
        Assert.Contains("no such setting", Assert.Single(Mistakes(true, ("Opened", "true"))), StringComparison.Ordinal);
    }
}
