using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Requests;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests a site below a path of its host: no page, file or link leaves the path.</summary>
public sealed class SitePathTests(SitePathTests.Server server) : IClassFixture<SitePathTests.Server>
{
    const string Root = "/proctoring/";
    const int MostPages = 150;

    /// <summary>Ends the sign-in, or changes the language of the walk.</summary>
    static readonly string[] NotFollowed = ["sign-out", "language"];

    readonly AppServer app = server.App;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/exams", true)]
    [InlineData("/API/here", true)]
    [InlineData("/js", true)]
    [InlineData("/proctoring", false)]
    [InlineData("", false)]
    public void A_path_that_begins_like_an_own_address_is_taken(string path, bool taken) =>
        Assert.Equal(taken, SitePath.IsTaken(path, app.Services.GetServices<EndpointDataSource>()));

    [Fact]
    public async Task The_addresses_of_all_pages_stay_below_the_path_and_lead_somewhere()
    {
        using var browser = app.CreateBrowserlessClient();
        var chief = await app.CreateStaffAsync("Chief", StaffRoles.All.ToArray());
        var signedIn = await browser.PostFormAsync(
            Root + "sign-in",
            "password",
            new() { ["Email"] = chief.Email!, ["Password"] = StaffAccounts.Password }
        );
        Assert.Equal((HttpStatusCode.Redirect, "/proctoring/staff"), (signedIn.StatusCode, Location(signedIn)));

        var (waiting, seen, pages) = (new Queue<string>([Root]), new HashSet<string> { Root }, 0);
        while (waiting.TryDequeue(out var address) && pages < MostPages)
        {
            using var answer = await browser.GetAsync(address, Cancellation);
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                Assert.StartsWith(Root, Location(answer), StringComparison.Ordinal);
                if (seen.Add(Location(answer)))
                    waiting.Enqueue(Location(answer));
                continue;
            }

            Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            pages++;
            foreach (var (link, from) in await LinksAsync(answer, address))
            {
                Assert.True(link.StartsWith(Root, StringComparison.Ordinal), $"{address}: {from} leads to {link}");
                // Forms and passkeys are only checked for their address.
                var follows = from.EndsWith("href or src", StringComparison.Ordinal);
                if (seen.Add(link) && follows && !NotFollowed.Contains(link[Root.Length..].Split('/', '?')[0]))
                    waiting.Enqueue(link);
            }
        }

        // Pages of candidates and of staff were among them.
        Assert.InRange(pages, 20, MostPages - 1);
        Assert.Contains(seen, link => link.StartsWith("/proctoring/exams/", StringComparison.Ordinal));
        Assert.Contains("/proctoring/manage/keys", seen);
    }

    [Fact]
    public async Task The_API_the_frame_and_the_connections_are_below_the_path()
    {
        using var api = await ApiClient.WithKeyAsync(app);
        var exam = new
        {
            student_id = "s",
            exam_name = "Interview",
            total_questions = 4,
        };
        var started = await api.PostAsync("proctoring/api/start-exam/", exam);
        var token = started["session_token"].GetString()!;
        using var candidate = ApiClient.WithToken(app, token);
        var flag = new { event_type = "object_detected", image_data = ApiClient.DataUrl(TestFaces.Empty) };
        Assert.Equal(HttpStatusCode.Created, (await candidate.PostAsync("proctoring/api/record-violation/", flag)).Status);
        var submitted = await api.PostAsync(
            "proctoring/api/submit-exam/",
            new { exam_id = started["exam_id"].GetInt32(), correct_answers = 2 }
        );
        var result = await api.GetAsync($"proctoring/api/exam-result/{started["exam_id"].GetInt32()}/");
        var evidence = result["violations"]
            .EnumerateArray()
            .Single(violation => violation.GetProperty("type").GetString() == "object_detected")
            .GetProperty("evidence_url")
            .GetString()!;

        using var browser = app.CreateClient();
        foreach (var link in new[] { started["embed_url"].GetString()!, submitted["report_url"].GetString()!, evidence })
        {
            Assert.StartsWith(app.Address + Root, link, StringComparison.Ordinal);
            using var answer = await browser.GetAsync(new Uri(link), Cancellation);
            Assert.True(answer.IsSuccessStatusCode, $"{link}: {answer.StatusCode}");
        }

        var document = JsonDocument.Parse(await browser.GetStringAsync("proctoring/openapi/v1.json", Cancellation)).RootElement;
        Assert.Equal(app.Address + "/proctoring", document.GetProperty("servers")[0].GetProperty("url").GetString());
        using var circuit = await browser.PostAsync("proctoring/_blazor/negotiate?negotiateVersion=1", null, Cancellation);
        Assert.True(circuit.IsSuccessStatusCode, $"_blazor: {circuit.StatusCode}");
        var element = await browser.GetStringAsync("proctoring/sdk/v1/element.js", Cancellation);
        Assert.Contains("exam-proctoring", element, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_stay_below_the_path_whether_or_not_the_proxy_removes_it()
    {
        using var browser = app.CreateBrowserlessClient();

        Assert.Equal("/proctoring/", Location(await browser.GetAsync("/proctoring", Cancellation)));
        Assert.StartsWith(
            "/proctoring/sign-in?returnUrl=%2Fproctoring%2Freview",
            Location(await browser.GetAsync("/proctoring/review", Cancellation)),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "/proctoring/sign-in?returnUrl=%2Fproctoring%2Freview",
            Location(await browser.GetAsync("/review", Cancellation)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "/proctoring/",
            Location(await browser.GetAsync("/proctoring/language/de?page=https://elsewhere.example", Cancellation))
        );
        Assert.Equal(
            "/proctoring/embed/x?lang=de",
            Location(await browser.GetAsync("/proctoring/language/de?page=/proctoring/embed/x", Cancellation))
        );
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/live", Cancellation)).StatusCode);
    }

    [Fact]
    public void Links_in_messages_contain_the_path()
    {
        var options = new ProctoringOptions { PathBase = "/proctoring", Api = { PublicAddress = "https://exams.example/" } };

        Assert.Equal("https://exams.example/proctoring", options.SiteAddress());
        Assert.Equal("", new ProctoringOptions { PathBase = "/proctoring" }.SiteAddress());
    }

    [Theory]
    [InlineData("proctoring")]
    [InlineData("/proctoring/")]
    [InlineData("/a b")]
    [InlineData("//elsewhere.example")]
    public void A_wrong_path_stops_the_start(string path)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Proctoring:PathBase"] = path })
            .Build();

        Assert.Contains(SettingsCheck.Mistakes(settings), mistake => mistake.StartsWith("Proctoring:PathBase: ", StringComparison.Ordinal));
    }

    static string Location(HttpResponseMessage answer)
    {
        var location = answer.Headers.Location!;
        return location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
    }

    /// <summary>The addresses of this site that a page names, resolved like a browser does, and the elements that name them.</summary>
    async Task<IEnumerable<(string Link, string From)>> LinksAsync(HttpResponseMessage answer, string address)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Cancellation), Cancellation);
        var site = new Uri(app.Address);
        var root = new Uri(new Uri(site, address), page.QuerySelector("base")?.GetAttribute("href") ?? "");
        return page.QuerySelectorAll("[href], [src], [action], [data-passkey]")
            .Where(element => element.LocalName != "base")
            .Select(element =>
                (element.GetAttribute("href") ?? element.GetAttribute("src")) is { } followed
                    ? (Value: followed, From: $"{element.LocalName} href or src")
                    : (Value: element.GetAttribute("action") ?? element.GetAttribute("data-passkey"), From: $"{element.LocalName} action")
            )
            .Where(named => !string.IsNullOrEmpty(named.Value))
            .Select(named => (Link: new Uri(root, named.Value!), named.From))
            .Where(named => named.Link.Authority == site.Authority)
            .Select(named => (named.Link.PathAndQuery, named.From))
            .ToList();
    }

    public sealed class Server()
        : ServerFixture(
            ("environment", "Development"),
            ("Proctoring:PathBase", "/proctoring"),
            ("Proctoring:Api:CallsPerAddress", "100000")
        );
}
