using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using UglyToad.PdfPig;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The result speaks to its candidate: what follows, in the second person, details on demand, and the report as a file.</summary>
public sealed class OwnResultTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings =>
        [
            ("Proctoring:Privacy:Controller", "Example University"),
            ("Proctoring:Privacy:Contact", "exams@example.org"),
            ("Proctoring:Privacy:EvidenceDays", "30"),
        ];

    [Fact]
    public async Task A_calm_summary_comes_first_then_the_verdict()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();
        await candidate.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another face in view");
        await candidate.Page.PlayAsync("candidate");
        await candidate.HandInAsync();

        await candidate.SeesAsync("review-summary", "A person will look at");
        await candidate.SeesAsync("review-summary", "Your score stands until then.");
        await candidate.SeesAsync("comment-by", "You can comment on each moment until");
        // Folded: neither pictures nor numbers of models before someone asks for them.
        await Expect(candidate.Violations.First).ToBeHiddenAsync();
        await Expect(candidate.At("risk")).ToBeHiddenAsync();
        await PageLook.LookAtAsync(candidate, "own-result");
        await candidate.Page.GetByText("Your data", new() { Exact = true }).ClickAsync();
        await candidate.SeesAsync("privacy-facts", "Responsible for your data: Example University.");
        await candidate.SeesAsync("privacy-facts", "exams@example.org");
        await candidate.SeesAsync("privacy-facts", "Pictures and sound are deleted after 30 days.");

        await candidate.ShowMomentsAsync();
        var moment = candidate.Violations.Filter(new() { HasText = "Another face was in the picture." }).First;
        await Expect(moment).ToBeVisibleAsync();
        Assert.DoesNotContain("similarity", await moment.InnerTextAsync(), StringComparison.Ordinal);
        await PageLook.LookAtAsync(candidate, "own-result-moments");
        await moment.GetByTestId("reply-open").ClickAsync();
        await candidate.At("reply-text").First.FillAsync("My sister came in.");
        await candidate.At("reply-keep").ClickAsync();
        await Expect(candidate.At("reply")).ToContainTextAsync("My sister came in.");

        await JudgeAsync();
        var before = await DownloadAsync(candidate);
        Assert.Contains("My sister came in.", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Rita", before, StringComparison.Ordinal);
        Assert.DoesNotContain("among staff", before, StringComparison.Ordinal);
        await candidate.Page.ReloadAsync();
        await candidate.SeesAsync("review-summary", "A person reviewed your exam on");
        await candidate.SeesAsync("review-summary", "found nothing to object to");
        await candidate.ShowMomentsAsync();
        await Expect(candidate.At("reply-open")).ToHaveCountAsync(0);
        await Expect(candidate.At("reply")).ToContainTextAsync("My sister came in.");
        await candidate.PhotographAsync("own-result-verdict");
        Assert.Empty(candidate.Complaints);
    }

    async Task JudgeAsync()
    {
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        var session = await database.Sessions.Select(row => row.Id).SingleAsync(TestContext.Current.CancellationToken);
        var viewer = await App.ViewerAsync(reviewer);
        Assert.Equal(
            ReviewOutcome.Done,
            await App.Get<SessionVerdicts>().GiveAnywayAsync(App.Get<CaseReader>(), viewer, session, Verdict.Clear, "A note among staff.")
        );
    }

    /// <summary>The text of the report that the link serves; a changed link serves nothing.</summary>
    async Task<string> DownloadAsync(CandidatePage candidate)
    {
        var link = (await candidate.At("own-report").GetAttributeAsync("href"))!;
        using var browser = App.CreateClient();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await browser.GetAsync(new Uri(link + "x", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await browser.GetAsync(
                    new Uri($"/sessions/{Guid.NewGuid():D}/report.pdf?{link.Split('?')[1]}", UriKind.Relative),
                    TestContext.Current.CancellationToken
                )
            ).StatusCode
        );
        var download = await candidate.Page.RunAndWaitForDownloadAsync(() => candidate.At("own-report").ClickAsync());
        using var pdf = PdfDocument.Open(await download.PathAsync());
        return string.Join('\n', pdf.GetPages().Select(page => string.Join(' ', page.GetWords().Select(word => word.Text))));
    }
}
