using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Tests.Support;
using Proctoring.Web.Localization;
using Proctoring.Web.Requests;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Pages are answered in the reader's language while the database or the disk is unavailable.</summary>
public sealed class StorageFailuresTests
{
    const int DiskFull = 13;

    [Theory]
    [InlineData("de", "Unser Speicher ist im Moment nicht erreichbar", "ltr")]
    [InlineData("ar", "وحدة التخزين لدينا غير متاحة في الوقت الحالي", "rtl")]
    [InlineData("en", "Our storage is unavailable at the moment", "ltr")]
    public async Task A_page_says_it_in_the_readers_language_and_loads_again(string language, string title, string direction)
    {
        using var log = new CapturedLog();
        using var host = await StartAsync(log);
        using var answer = await SendAsync(host, HttpMethod.Get, "text/html", language);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(StorageFailures.RetryAfter, answer.Headers.RetryAfter!.Delta);
        Assert.Equal(StorageFailures.Seconds, Assert.Single(answer.Headers.GetValues("Refresh")));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.Contains($"""lang="{language}" dir="{direction}" """.TrimEnd(), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_not_sent_again_by_itself_and_data_are_not_a_page()
    {
        using var log = new CapturedLog();
        using var host = await StartAsync(log);
        using var form = await SendAsync(host, HttpMethod.Post, "text/html", "en");
        using var data = await SendAsync(host, HttpMethod.Get, "application/json", "en");

        Assert.False(form.Headers.Contains("Refresh"));
        Assert.Equal("text/plain", data.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_log_has_one_line_a_minute()
    {
        using var log = new CapturedLog();
        var time = new FakeTimeProvider();
        using var host = await StartAsync(log, time);
        for (var request = 0; request < 5; request++)
            (await SendAsync(host, HttpMethod.Get, "text/html", "en")).Dispose();
        Assert.Single(log.Lines, line => line.Contains("1 requests since the last line", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(1));
        (await SendAsync(host, HttpMethod.Get, "text/html", "en")).Dispose();
        Assert.Single(log.Lines, line => line.Contains("5 requests since the last line", StringComparison.Ordinal));
    }

    static async Task<HttpResponseMessage> SendAsync(IHost host, HttpMethod method, string accept, string language)
    {
        using var client = host.GetTestClient();
        using var request = new HttpRequestMessage(method, "/");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static async Task<IHost> StartAsync(CapturedLog log, TimeProvider? time = null) =>
        await new HostBuilder()
            .ConfigureWebHost(web =>
                web.UseTestServer()
                    .ConfigureServices(services =>
                    {
                        log.AddTo(services);
                        services.AddSingleton(time ?? TimeProvider.System);
                        services.AddRouting();
                        services.AddLanguages();
                    })
                    .Configure(app =>
                    {
                        app.UseMiddleware<StorageFailures>();
                        app.UseRequestLocalization();
                        app.Run(_ => throw new SqliteException("full", DiskFull));
                    })
            )
            .StartAsync(TestContext.Current.CancellationToken);
}
