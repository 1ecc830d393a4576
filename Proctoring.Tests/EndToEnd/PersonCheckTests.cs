using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.ExamRoom;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate without face comparison: declined, failed or covered. A person checks the identity, and the exam goes on.</summary>
public sealed class PersonCheckTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_candidate_who_declines_face_comparison_takes_the_exam_and_a_proctor_confirms()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.Page.GotoAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await candidate.IsLiveAsync();
        await PageLook.LookAtAsync(candidate, "consent");
        var copy = await candidate.Page.RunAndWaitForDownloadAsync(() => candidate.At("consent-copy").ClickAsync());
        var text = await File.ReadAllTextAsync(await copy.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains($"Version {ConsentText.Version}", text, StringComparison.Ordinal);
        Assert.Contains("a person checks your identity instead", text, StringComparison.Ordinal);

        await candidate.ChooseExamAsync(proctored: true, comparesFace: false);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await candidate.At("identity-take").ClickAsync();
        await candidate.SeesAsync("person-state", "You can begin now.");
        await Expect(candidate.At("identity-photo")).ToBeVisibleAsync();
        await PageLook.LookAtAsync(candidate, "person-check");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.SeesAsync("monitor-state", "Monitoring is on");

        var proctor = await App.CreateStaffAsync("Pia Proctor", StaffRoles.Proctor);
        var staff = await ArriveAsync(Camera.None);
        await staff.Page.SignInAsync(App, proctor, "/review/identity");
        await Expect(staff.At("identity-case")).ToHaveAttributeAsync("data-state", "Open", new() { Timeout = CandidatePage.Patience });
        Assert.True(
            await staff.Page.EvaluateAsync<bool>(
                "async () => { const photo = document.querySelector('[data-testid=identity-photo]'); await photo.decode(); "
                    + "return photo.naturalWidth > 100; }"
            )
        );
        await PageLook.LookAtAsync(staff, "identity-checks");
        await staff.At("identity-confirm").ClickAsync();
        await Expect(staff.At("identity-case")).ToHaveAttributeAsync("data-state", "Confirmed");

        await candidate.HandInAsync();
        await candidate.SeesAsync("identity-by-person", "Identity checked by a person: confirmed.");
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Empty(
            await database.Violations.Select(row => row.Type + ": " + row.Detail).ToListAsync(TestContext.Current.CancellationToken)
        );
        await Expect(candidate.At("no-violations")).ToBeVisibleAsync();
        Assert.Null((await database.Sessions.SingleAsync(TestContext.Current.CancellationToken)).ReferenceFace);
        Assert.False((await database.Consents.SingleAsync(TestContext.Current.CancellationToken)).FaceComparison);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task After_three_failed_photos_the_page_offers_a_person()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await candidate.Page.PlayAsync("empty");
        for (var tries = 0; tries < 3; tries++)
        {
            await Expect(candidate.At("take-picture")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
            await candidate.At("take-picture").ClickAsync();
            await Expect(candidate.At("reference-outcome"))
                .ToHaveAttributeAsync("data-outcome", "no_face", new() { Timeout = CandidatePage.Patience });
        }

        await candidate.SeesAsync("person-offer", "a person can check your identity");
        await candidate.PhotographAsync("person-offer");
        await candidate.At("ask-person").ClickAsync();
        await CandidatePage.TakePictureAsync(candidate.At("identity-take"), candidate.At("begin"));
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            IdentityCheckReason.Failed,
            (await database.ManualIdentityChecks.SingleAsync(TestContext.Current.CancellationToken)).Reason
        );
    }
}

/// <summary>The same under a policy that asks for a document and waits for the person.</summary>
public sealed class PersonCheckWaitTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings =>
        [("Proctoring:Policies:standard:IdentityDocument", "true"), ("Proctoring:Policies:standard:WaitForIdentity", "true")];

    [Fact]
    public async Task The_page_waits_says_so_and_goes_on_by_itself_when_the_person_has_looked()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.ChooseExamAsync(proctored: true, comparesFace: false);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await CandidatePage.TakePictureAsync(candidate.At("identity-take"), candidate.At("identity-take-document"));
        await candidate.At("identity-take-document").ClickAsync();
        await candidate.SeesAsync("person-state", "Someone is looking at your photo.");
        await Expect(candidate.At("begin")).ToHaveCountAsync(0);
        await candidate.PhotographAsync("person-waiting");
        // A reload loses nothing.
        await candidate.Page.ReloadAsync();
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await candidate.SeesAsync("person-state", "Someone is looking at your photo.");

        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var staff = await ArriveAsync(Camera.None);
        await staff.Page.SignInAsync(App, reviewer, "/review/identity");
        await Expect(staff.At("identity-document")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await staff.At("identity-refuse").ClickAsync();
        await candidate.SeesAsync("person-state", "Take another one in good light.");
        await candidate.At("identity-take").ClickAsync();
        await candidate.SeesAsync("person-state", "Someone is looking at your photo.");
        await Expect(staff.At("identity-case")).ToHaveAttributeAsync("data-state", "Open", new() { Timeout = CandidatePage.Patience });
        await staff.At("identity-confirm").ClickAsync();
        await candidate.SeesAsync("person-state", "Your identity is confirmed.");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
    }
}
