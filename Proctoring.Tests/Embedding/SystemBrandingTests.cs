using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>Tests the name, logo and colours of the frame in the exams of one system.</summary>
public sealed class SystemBrandingTests(SystemBrandingTests.Server server) : IClassFixture<SystemBrandingTests.Server>
{
    const string SiteColor = "--mud-palette-primary: rgba(122,31,162,1)";

    readonly AppServer app = server.App;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    SystemBrandings Brandings => app.Get<SystemBrandings>();

    [Fact]
    public async Task The_frame_shows_the_branding_of_the_system_that_started_the_exam_and_otherwise_the_sites()
    {
        using var branded = await ApiClient.WithKeyAsync(app);
        using var second = await ApiClient.WithKeyOfSameSystemAsync(app, branded);
        using var plain = await ApiClient.WithKeyAsync(app);
        using var stranger = ApiClient.Anybody(app);
        Assert.Empty(await SaveAsync(branded, new BrandingChange("Careers & Co", "#0b6623", "", Logo())));

        foreach (var client in new[] { branded, second })
        {
            var frame = await FrameAsync(client);
            Assert.Contains("Careers &amp; Co</title>", frame, StringComparison.Ordinal);
            Assert.Contains("--mud-palette-primary: rgba(11,102,35,1)", frame, StringComparison.Ordinal);
            Assert.Contains($"class=\"logo\" src=\"{Brands.AddressOf(SystemBrandings.FileOf(Logo()))}\"", frame, StringComparison.Ordinal);
            Assert.DoesNotContain("The site", frame, StringComparison.Ordinal);
        }

        foreach (var client in new[] { plain, stranger })
        {
            var frame = await FrameAsync(client);
            Assert.Contains("The site</title>", frame, StringComparison.Ordinal);
            Assert.Contains(SiteColor, frame, StringComparison.Ordinal);
            Assert.DoesNotContain("class=\"logo\"", frame, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Fields_that_are_empty_use_the_sites_but_a_name_never_stands_beside_the_logo_of_another()
    {
        using var key = await ApiClient.WithKeyAsync(app);
        var site = app.Get<Brands>().Site;

        await SaveAsync(key, new BrandingChange("", "#0b6623", "", null));
        Assert.Equal(("The site", "#0b6623"), Shown(await BrandAsync(key)));
        await SaveAsync(key, new BrandingChange("", "", "", Logo()));
        Assert.Equal((null, "#7a1fa2"), Shown(await BrandAsync(key)));
        await SaveAsync(key, new BrandingChange("Ours", "", "", null) { KeepsLogo = true });
        Assert.NotNull((await BrandAsync(key)).Logo);
        await SaveAsync(key, new BrandingChange("Ours", "", "", null));
        Assert.Equal(site with { Name = "Ours", Logo = null }, await BrandAsync(key));
        await SaveAsync(key, new BrandingChange(" ", "", "", null));
        Assert.Equal(site, await BrandAsync(key));

        static (string?, string?) Shown(Brand brand) => (brand.Name, brand.Color);
    }

    [Fact]
    public async Task A_ticket_that_was_used_still_shows_the_branding_and_a_foreign_one_the_sites()
    {
        using var key = await ApiClient.WithKeyAsync(app);
        await SaveAsync(key, new BrandingChange("Ours", "", "", null));
        var ticket = new Uri((await StartAsync(key))["embed_url"].GetString()!).Segments[^1];

        Assert.NotNull(await app.Get<EmbedLinks>().RedeemAsync(ticket, Cancellation));

        Assert.Equal("Ours", (await app.Get<Brands>().OfTicketAsync(ticket, Cancellation)).Name);
        Assert.Equal("The site", (await app.Get<Brands>().OfTicketAsync(ticket[..^2], Cancellation)).Name);
    }

    [Fact]
    public async Task This_server_serves_the_logo_until_no_system_has_it()
    {
        using var key = await ApiClient.WithKeyAsync(app);
        using var browser = app.CreateClient();
        await SaveAsync(key, new BrandingChange("", "", "", Logo()));
        var address = Brands.AddressOf(SystemBrandings.FileOf(Logo()));

        var picture = await browser.GetAsync(address, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        Assert.Equal(Logo().Content, await picture.Content.ReadAsByteArrayAsync(Cancellation));
        // Removed behind the server's back: the next frame still gets it from memory.
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation))
            await db.SystemBrandings.ExecuteUpdateAsync(set => set.SetProperty(row => row.LogoFile, (string?)null), Cancellation);
        Assert.Equal(Logo().Content, await browser.GetByteArrayAsync(address, Cancellation));
        await SaveAsync(key, new BrandingChange("", "", "", null));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("embed-logo/x", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("", "#ffcc00", "", nameof(BrandingOptions.Color), nameof(BrandingFault.Unreadable))]
    [InlineData("", "url(https://a.example)", "", nameof(BrandingOptions.Color), nameof(BrandingFault.NotAColor))]
    [InlineData("", "", "#6cc6cf", nameof(BrandingOptions.DarkColor), nameof(BrandingFault.NeedsColor))]
    [InlineData("", "#0b6623", "#0b5563", nameof(BrandingOptions.DarkColor), nameof(BrandingFault.Unreadable))]
    [InlineData("a\u202Eb", "", "", nameof(BrandingOptions.Name), nameof(BrandingFault.NameCharacters))]
    [InlineData("LONG", "", "", nameof(BrandingOptions.Name), nameof(BrandingFault.NameTooLong))]
    public async Task A_mistake_is_named_and_nothing_is_stored(string name, string color, string dark, string field, string fault)
    {
        using var key = await ApiClient.WithKeyAsync(app);
        name = name == "LONG" ? new string('a', BrandingCheck.LongestName + 1) : name;

        var mistake = Assert.Single(await SaveAsync(key, new BrandingChange(name, color, dark, null)));

        Assert.Equal((field, fault), (mistake.Field, mistake.Fault.ToString()));
        Assert.Null(await Brandings.OfKeyAsync(key.Key!.Id, Cancellation));
    }

    static CheckedPicture Logo() => PictureInspector.Inspect(TestFaces.Empty, SystemBrandings.LogoLimits).Picture!;

    Task<IReadOnlyList<BrandingMistake>> SaveAsync(ApiClient client, BrandingChange change) =>
        Brandings.SaveAsync(client.Key!.Id, change, StaffViewer.Console, Cancellation);

    static async Task<ApiReply> StartAsync(ApiClient client)
    {
        var started = await client.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "user_brand",
                exam_name = "Interview",
                total_questions = 2,
            }
        );
        Assert.Equal(HttpStatusCode.Created, started.Status);
        return started;
    }

    async Task<string> FrameAsync(ApiClient client)
    {
        var embed = new Uri((await StartAsync(client))["embed_url"].GetString()!);
        using var browser = app.CreateClient();
        return await browser.GetStringAsync(embed.PathAndQuery, Cancellation);
    }

    async Task<Brand> BrandAsync(ApiClient client)
    {
        var embed = new Uri((await StartAsync(client))["embed_url"].GetString()!);
        return await app.Get<Brands>().OfTicketAsync(embed.Segments[^1], Cancellation);
    }

    /// <summary>A site with a branding. Each test has a system of its own.</summary>
    public sealed class Server()
        : ServerFixture(
            ("environment", "Development"),
            ("Proctoring:Branding:Name", "The site"),
            ("Proctoring:Branding:Color", "#7a1fa2")
        );
}
