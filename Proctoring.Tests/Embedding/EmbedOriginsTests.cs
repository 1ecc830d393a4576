using Microsoft.Extensions.Configuration;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>Whose pages may hold our frame.</summary>
public sealed class EmbedOriginsTests
{
    [Theory]
    [InlineData("https://jobgenie.example", "https://jobgenie.example")]
    [InlineData(" HTTPS://JobGenie.Example/ ", "https://jobgenie.example")]
    [InlineData("https://jobgenie.example:443", "https://jobgenie.example")]
    [InlineData("http://localhost:3000/quiz", "http://localhost:3000")]
    public void Origins_are_written_as_browsers_write_them(string setting, string origin) => Assert.Equal([origin], Of(setting).All);

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://a.example; script-src *")]
    public void What_is_no_origin_lets_nobody_in(string setting)
    {
        Assert.Empty(Of(setting).All);
        Assert.Equal("'self'", Of(setting).Ancestors);
    }

    [Fact]
    public void Nobody_is_let_in_where_nobody_is_named() => Assert.Equal("'self'", Of().Ancestors);

    static EmbedOrigins Of(params string[] settings) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select((setting, index) => KeyValuePair.Create($"Proctoring:Api:AllowedOrigins:{index}", (string?)setting))).Build());
}
