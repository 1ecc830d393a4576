using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests the two pages of the API: a result behind its link, and the API's document. Neither contacts another server.</summary>
public sealed class ApiPagesTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings => [("Proctoring:Api:Documentation", "true")];

    readonly Chromium chromium = chromium;

    [Fact]
    public async Task A_result_opens_from_its_link_and_the_document_in_its_page()
    {
        using var api = await ApiClient.WithKeyAsync(App);
        var (exam, token) = await api.StartAsync();
        using var candidate = ApiClient.WithToken(App, token);
        await candidate.PostAsync(
            "api/record-violation/",
            new
            {
                event_type = "object_detected",
                detected_objects = "cell phone",
                image_data = ApiClient.DataUrl(TestFaces.Candidate),
            }
        );
        var submitted = await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 7 });
        await using var context = await chromium.OpenContextAsync(Camera.None, new());
        var page = await context.NewPageAsync();
        List<string> elsewhere = [];
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(App.Address, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)
            )
                elsewhere.Add(request.Url);
        };

        await page.GotoAsync(submitted["report_url"].GetString()!);
        await Assertions.Expect(page.GetByTestId("score")).ToContainTextAsync("70");
        await Assertions.Expect(page.GetByTestId("violation-report")).ToContainTextAsync("no frame reached this server");
        await page.GetByTestId("moments").Locator("> summary").ClickAsync();
        await Assertions.Expect(page.GetByTestId("evidence").GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        await page.GotoAsync($"{App.Address}/results/{exam}?key=nonsense");
        await Assertions.Expect(page.GetByTestId("no-result")).ToBeVisibleAsync();
        await page.GotoAsync($"{App.Address}/scalar");
        await Assertions.Expect(page.GetByText("/api/record-violation").First).ToBeVisibleAsync();

        Assert.Empty(elsewhere);
    }
}
