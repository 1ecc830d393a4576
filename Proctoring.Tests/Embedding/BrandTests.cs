using Microsoft.Extensions.Configuration;
using MudBlazor;
using Proctoring.Core;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Layout;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>Tests the operator's name, logo, colours and language of the frame.</summary>
public sealed class BrandTests
{
    [Fact]
    public async Task The_frame_shows_the_brand_in_the_operators_language_and_other_pages_do_not()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var logo = Path.Combine(Directory.CreateTempSubdirectory("proctoring-logo-").FullName, "logo.jpg");
        await File.WriteAllBytesAsync(logo, TestFaces.Empty, cancellation);
        await using var app = AppServer.Start(
            ("Proctoring:Branding:Name", "Prüfungen & Co"),
            ("Proctoring:Branding:LogoFile", logo),
            ("Proctoring:Branding:Color", "#7a1fa2"),
            ("Proctoring:Branding:Language", "de")
        );
        using var browser = app.CreateClient();

        var frame = await browser.GetStringAsync("embed/some-ticket", cancellation);
        var home = await browser.GetStringAsync("", cancellation);
        var french = await browser.GetStringAsync("embed/some-ticket?lang=fr", cancellation);
        var picture = await browser.GetAsync(Between(frame, "class=\"logo\" src=\"", "\""), cancellation);

        Assert.Contains("lang=\"de\"", frame, StringComparison.Ordinal);
        Assert.Contains("lang=\"fr\"", french, StringComparison.Ordinal);
        Assert.Contains("<bdi class=\"name\"", frame, StringComparison.Ordinal);
        Assert.Contains("Co</title>", frame, StringComparison.Ordinal);
        Assert.Contains("--mud-palette-primary: rgba(122,31,162,1)", frame, StringComparison.Ordinal);
        Assert.Equal(("image/jpeg", true), (picture.Content.Headers.ContentType!.MediaType, picture.IsSuccessStatusCode));
        Assert.Contains("lang=\"en\"", home, StringComparison.Ordinal);
        Assert.DoesNotContain("rgba(122,31,162,1)", home, StringComparison.Ordinal);
        Assert.False((await browser.GetAsync("embed-logo/other.jpeg", cancellation)).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("Color", "#ffcc00", "cannot be read on #ebeff1")]
    [InlineData("Color", "red", "is not a colour such as #0b5563")]
    [InlineData("DarkColor", "#0b5563", "cannot be read on #182328")]
    [InlineData("DarkColor", "#6cc6cf", "needs Color")]
    [InlineData("Language", "it", "is not one of en, ")]
    [InlineData("Name", "a\u0007b", "contains control characters")]
    public void A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string mistake)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Proctoring:Branding:{setting}"] = value })
            .Build();

        Assert.Contains(
            SettingsCheck.Mistakes(settings),
            found =>
                found.StartsWith($"Proctoring:Branding:{setting}: ", StringComparison.Ordinal)
                && found.Contains(mistake, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("#0b5563")]
    [InlineData("#000000")]
    [InlineData("#7a1fa2")]
    [InlineData("#b00020")]
    public void A_colour_that_is_accepted_can_be_read_on_every_page_and_so_can_the_text_on_it(string color)
    {
        var theme = Theme.With(color, ColorContrast.LightenedForDark(color));

        foreach (var palette in new Palette[] { theme.PaletteLight, theme.PaletteDark })
        {
            foreach (var page in new[] { palette.Background, palette.BackgroundGray, palette.Surface, palette.AppbarBackground })
                Assert.InRange(ColorContrast.Ratio(Hex(palette.Primary), Hex(page)), ColorContrast.Readable, 21);
            Assert.InRange(ColorContrast.Ratio(Hex(palette.Primary), Hex(palette.PrimaryContrastText)), ColorContrast.Readable, 21);
        }
    }

    [Fact]
    public void The_contrast_is_that_of_WCAG()
    {
        Assert.Equal(21, ColorContrast.Ratio("#000000", "#ffffff"), 2);
        Assert.Equal(4.54, ColorContrast.Ratio("#767676", "#ffffff"), 2);
    }

    [Theory]
    [InlineData("missing.png", "the file cannot be read")]
    [InlineData("appsettings.json", "not an image in a known format")]
    public void A_wrong_logo_stops_the_start(string file, string mistake)
    {
        var options = new ProctoringOptions { Branding = new BrandingOptions { LogoFile = Path.Combine(TestFolders.Root, file) } };

        var refused = Assert.Throws<InvalidDataException>(() =>
            new Proctoring.Web.Embedding.Brands(
                Microsoft.Extensions.Options.Options.Create(options),
                new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { ContentRootPath = TestFolders.Root },
                null!,
                null!,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<Proctoring.Web.Embedding.Brands>.Instance
            )
        );

        Assert.Contains("Proctoring:Branding:LogoFile: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(mistake, refused.Message, StringComparison.Ordinal);
    }

    static string Hex(MudBlazor.Utilities.MudColor color) => color.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex);

    static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
