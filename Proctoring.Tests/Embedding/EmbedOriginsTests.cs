using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Integration;
using Proctoring.Web.Embedding;
using Proctoring.Web.Requests;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>Tests which origins may frame our pages.</summary>
public sealed class EmbedOriginsTests
{
    [Theory]
    [InlineData("https://jobgenie.example", "https://jobgenie.example")]
    [InlineData("HTTPS://JobGenie.Example", "https://jobgenie.example")]
    [InlineData("https://jobgenie.example:443", "https://jobgenie.example")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData(" https://jobgenie.example", "https://jobgenie.example")]
    [InlineData("https://Prüfungen.example", "https://xn--prfungen-75a.example")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    public void Origins_are_written_as_browsers_write_them(string setting, string origin)
    {
        Assert.True(ApiOptions.IsOrigin(setting));
        Assert.True(AllowedOf(Environments.Production, setting).Allows(origin));
        Assert.Equal([origin], Of(Environments.Development, setting).All);
        Assert.Equal($"'self' {origin}", Of(Environments.Development, setting).Ancestors);
    }

    [Fact]
    public void Without_a_list_no_origin_is_allowed_except_the_own_machine_in_Development()
    {
        Assert.Equal(("'self'", false), (Of(Environments.Production).Ancestors, Of(Environments.Production).AnyLocal));
        Assert.Contains("http://*.localhost:*", Of(Environments.Development).Ancestors, StringComparison.Ordinal);
        Assert.True(Of(Environments.Development).AnyLocal);
    }

    static EmbedOrigins Of(string environment, params string[] origins) => new(AllowedOf(environment, origins));

    static AllowedOrigins AllowedOf(string environment, params string[] origins) =>
        new(
            Options.Create(new ProctoringOptions { Api = new ApiOptions { AllowedOrigins = origins } }),
            new HostingEnvironment { EnvironmentName = environment }
        );
}
