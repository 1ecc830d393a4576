using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The review page verifies the session's records and names a changed one.</summary>
public sealed class RecordProofTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_reviewer_sees_that_records_are_intact_and_which_link_is_broken()
    {
        var register = App.Get<SessionOpener>();
        var access = await register.OpenAsync(
            new SessionRequest
            {
                StudentId = "s-1",
                StudentName = "Ada",
                ExamSlug = "software-interview",
                Proctored = false,
            },
            default
        );
        await register.StartAsync(access, default);
        await App.Get<SessionCloser>().SubmitAsync(access, null, default);
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var page = await ArriveAsync(Camera.None);
        await page.Page.SignInAsync(App, reviewer, $"/review/sessions/{access.SessionId:D}");
        await Expect(page.At("case")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });

        await page.At("prove").ClickAsync();
        await Expect(page.At("proof-intact")).ToContainTextAsync("7 links", new() { Timeout = CandidatePage.Patience });
        await page.PhotographAsync("review-proof");

        await using (
            var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken)
        )
            await database
                .Sessions.Where(row => row.Id == access.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Score, 100m), TestContext.Current.CancellationToken);
        await page.At("prove").ClickAsync();

        await Expect(page.At("proof-broken")).ToContainTextAsync("(session", new() { Timeout = CandidatePage.Patience });
        await Expect(page.At("proof-broken")).ToContainTextAsync("differs from its row", new() { Timeout = CandidatePage.Patience });
    }
}
