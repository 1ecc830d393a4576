using System.Net;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>The language of a page: the address, then the viewer's choice, then the browser, then English.</summary>
public sealed class LanguageChoiceTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/", null, null, "en", "ltr")]
    [InlineData("/", null, "fr-CA,fr;q=0.9,en;q=0.8", "fr", "ltr")]
    [InlineData("/", null, "ja,hi-IN;q=0.5,en;q=0.4", "hi", "ltr")]
    [InlineData("/", null, "de;q=0, es", "es", "ltr")]
    [InlineData("/", null, "ja", "en", "ltr")]
    [InlineData("/", "ar", "de", "ar", "rtl")]
    [InlineData("/", "xx", "de", "de", "ltr")]
    [InlineData("/?lang=de", "ar", "fr", "de", "ltr")]
    [InlineData("/?lang=xx", "ar", "fr", "ar", "rtl")]
    [InlineData("/?lang=ar", null, null, "ar", "rtl")]
    [InlineData("/sign-in", "ar", null, "ar", "rtl")]
    [InlineData("/no-such-page", "ar", null, "ar", "rtl")]
    [InlineData("/embed/no-such-ticket?lang=ar", null, "fr", "ar", "rtl")]
    public async Task The_first_source_that_names_one_of_our_languages_counts(
        string address,
        string? cookie,
        string? browser,
        string code,
        string direction
    )
    {
        var page = await (await AskAsync(address, cookie, browser)).Content.ReadAsStringAsync();

        Assert.Contains($"<html lang=\"{code}\" dir=\"{direction}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_in_the_address_stays_for_the_pages_after_it_but_not_from_a_frame()
    {
        Assert.StartsWith("language=ar;", Assert.Single(Cookies(await AskAsync("/?lang=ar"))), StringComparison.Ordinal);
        Assert.Empty(Cookies(await AskAsync("/?lang=xx")));
        Assert.Empty(Cookies(await AskAsync("/embed/no-such-ticket?lang=ar")));
    }

    [Theory]
    [InlineData("/exams/software-interview/start?proctored=true&lang=fr", "/exams/software-interview/start?proctored=true")]
    [InlineData("/embed/abc?mode=sidecar&lang=fr", "/embed/abc?mode=sidecar&lang=de")]
    [InlineData("//example.org/", "/")]
    [InlineData("/\\example.org/", "/")]
    [InlineData("https://example.org/", "/")]
    [InlineData("", "/")]
    public async Task The_menu_keeps_the_choice_and_leads_back_to_the_page(string page, string back)
    {
        var answer = await AskAsync($"/language/de?page={Uri.EscapeDataString(page)}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(back, answer.Headers.Location!.OriginalString);
        Assert.StartsWith("language=de;", Assert.Single(Cookies(answer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_that_the_product_does_not_have_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("/language/xx?page=/")).StatusCode);

    static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var values)
            ? values.Where(value => value.StartsWith("language=", StringComparison.Ordinal))
            : [];

    async Task<HttpResponseMessage> AskAsync(string address, string? cookie = null, string? browser = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(server.App.Address),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        if (cookie is not null)
            request.Headers.TryAddWithoutValidation("Cookie", $"language={cookie}");
        if (browser is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", browser);
        return await client.SendAsync(request);
    }
}
