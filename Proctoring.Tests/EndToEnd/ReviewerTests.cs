using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Proctoring.Tests.EndToEnd.PageLook;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests the review pages in real Chromium: queue, flags, pictures, decisions by key, verdict, next session.</summary>
public sealed class ReviewerTests(Chromium chromium) : ReviewTest(chromium)
{
    [Fact]
    public async Task A_reviewer_signs_in_and_works_through_the_queue_by_keyboard()
    {
        await using var db = OpenDatabase();
        var first = await CaseAsync(db);
        var second = await db.SitAsync("quiet", 12, exam: "Anatomy", minutesAfter: 5, name: "Bo Li");
        await db.FlagAsync(second, "multiple_faces_detected", 3, 4, Severity.High);
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var page = await SignedInAsync(reviewer, "/review");
        await Expect(page.At("queue-row")).ToHaveCountAsync(2);
        await Expect(page.At("queue")).ToHaveAttributeAsync("data-live", "true", Patient);
        await page.PhotographAsync("review-queue");

        await page.Page.Keyboard.PressAsync("Enter");
        await OpenedAsync(page);
        await Expect(page.At("case-student")).ToContainTextAsync("Nebuchadnezzar");
        await Expect(page.At("case-photo-approval")).ToContainTextAsync("Kim from the examination office");
        await Expect(page.At("flags-left")).ToHaveTextAsync("6 of 6 open");
        await Expect(page.At("readout")).ToContainTextAsync("face", new() { Timeout = CandidatePage.Patience });
        Assert.True(
            await page.Page.EvaluateAsync<bool>(
                "async () => { const image = document.querySelector('[data-testid=flag-picture]'); await image.decode(); return "
                    + "image.naturalWidth === 640; }"
            )
        );
        await Expect(page.At("flag-boxes").Locator("rect")).ToHaveCountAsync(2);
        await page.PhotographAsync("review-session");
        await PressAsync(page, "b");
        await Expect(page.At("flag-boxes")).ToHaveCountAsync(0);

        // All three short looks to the left together, then one decision after the other.
        await PressAsync(page, "a");
        await Expect(page.At("alike-words")).ToContainTextAsync("3 flags: Head turned away, to the left of the picture, under 3 s");
        await PressAsync(page, "d");
        await page.PhotographAsync("review-dismiss");
        await PressAsync(page, "2");
        await Expect(page.At("flags-left")).ToHaveTextAsync("3 of 6 open");
        await PressAsync(page, "z");
        await Expect(page.At("flags-left")).ToHaveTextAsync("6 of 6 open");
        await PressAsync(page, "a", "d", "2");
        await Expect(page.At("flags-left")).ToHaveTextAsync("3 of 6 open");
        await PressAsync(page, "c");
        await Expect(page.At("flags-left")).ToHaveTextAsync("2 of 6 open");
        await PressAsync(page, "u");
        await Expect(page.At("flags-left")).ToHaveTextAsync("1 of 6 open");

        // A written reason; its letters are not keys.
        await PressAsync(page, "d");
        await Expect(page.At("desk-panel")).ToBeVisibleAsync();
        await PressAsync(page, "0");
        await page.Page.Keyboard.TypeAsync("cdu vz: a colleague explained");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.At("flags-left")).ToHaveTextAsync("All decided");
        await PressAsync(page, "n");
        await Expect(page.Page.Locator("#own-words")).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("Looks like a second screen on the left.");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.At("flag-note")).ToContainTextAsync("second screen");
        await PressAsync(page, "?");
        await Expect(page.At("keys")).ToBeVisibleAsync();
        await page.PhotographAsync("review-keys");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.At("keys")).ToHaveCountAsync(0);

        await PressAsync(page, "v", "2");
        await page.PhotographAsync("review-verdict");
        await PressAsync(page, "2");
        await Expect(page.At("final-verdict")).ToContainTextAsync("Violation");
        await page.Page.Keyboard.PressAsync("Shift+J");
        await Expect(page.At("case-student")).ToContainTextAsync("Bo Li");

        var viewer = await App.ViewerAsync(reviewer);
        var done = (await App.Get<CaseReader>().FindAsync(viewer, first.Id, default))!;
        Assert.Equal(Verdict.Violation, done.Session.Verdict);
        Assert.Equal(reviewer.Id, done.Session.AssignedToId);
        Assert.Equal(
            [FlagState.Dismissed, FlagState.Dismissed, FlagState.Dismissed, FlagState.Confirmed, FlagState.Unsure, FlagState.Dismissed],
            done.Flags.Select(flag => flag.State)
        );
        Assert.Equal("cdu vz: a colleague explained", done.Flags[5].Decisions.Single().Reason);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_list_keeps_its_filters_in_the_address()
    {
        await using var db = OpenDatabase();
        List<ProctoringSession> sessions = [];
        for (var index = 0; index < 30; index++)
            sessions.Add(
                await db.SitAsync(
                    $"student-{index:00}",
                    index * 3,
                    exam: index % 2 == 0
                        ? "Anatomy"
                        : "A very long name of an exam that a teacher gave it without thinking of tables or phones",
                    minutesAfter: index * 60
                )
            );
        List<ProctoringViolation> flags = [];
        foreach (var session in sessions.TakeLast(3))
            flags.Add(await db.FlagAsync(session));
        await db.PictureAsync(App.Get<IEvidenceStore>(), flags[0], TestFaces.Candidate);
        var page = await SignedInAsync(await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer), "/review/sessions");
        await Expect(page.At("total")).ToHaveTextAsync("30 sessions", new() { Timeout = CandidatePage.Patience });
        await page.PhotographAsync("review-sessions");

        await ActsTogetherAsync(page);
        await page.At("sort-risk").ClickAsync();
        // The first row is the same in both orders, and the sorted page writes the filters anew.
        await Expect(page.Page).ToHaveURLAsync(new Regex("sort=risk"), new() { Timeout = CandidatePage.Patience });
        await Expect(page.At("session-link").First).ToHaveTextAsync("student-29");
        await page.Page.Locator("#filter-student").FillAsync("student-1");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.At("total")).ToHaveTextAsync("10 sessions", new() { Timeout = CandidatePage.Patience });
        Assert.Contains("student=student-1", page.Page.Url, StringComparison.Ordinal);
        var csv = await page.Page.APIRequest.GetAsync($"{App.Address}/{await page.At("csv").GetAttributeAsync("href")}");
        Assert.Equal(11, (await csv.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await page.At("session-link").First.ClickAsync();
        await Expect(page.At("case-student")).ToHaveTextAsync("student-19");
        await page.Page.GoBackAsync();
        await Expect(page.At("total")).ToHaveTextAsync("10 sessions", new() { Timeout = CandidatePage.Patience });
        await page.Page.GoBackAsync();
        await Expect(page.At("total")).ToHaveTextAsync("30 sessions", new() { Timeout = CandidatePage.Patience });
        await Expect(page.At("session-link").First).ToHaveTextAsync("student-29");
        await page.Page.GotoAsync($"{App.Address}/review/sessions?student=unknown&risk_from=abc&severity=7&page=-4");
        await Expect(page.At("empty")).ToContainTextAsync("No session matches");
        await page.PhotographAsync("review-sessions-none");
        Assert.Empty(page.Complaints);
    }

    /// <summary>Assigns and dismisses over the first page, and undoes both.</summary>
    static async Task ActsTogetherAsync(CandidatePage page)
    {
        await page.At("choose-session").First.CheckAsync();
        await Expect(page.At("bulk-chosen")).ToHaveTextAsync("1 session selected");
        await page.At("choose-all").CheckAsync();
        await Expect(page.At("bulk-chosen")).ToHaveTextAsync("25 sessions selected");
        await page.PhotographAsync("review-sessions-bulk");
        await page.At("bulk-bar").Locator(".mud-select").First.ClickAsync();
        await page.Page.GetByRole(AriaRole.Option, new() { Name = "Rita Reviewer" }).ClickAsync();
        await page.At("bulk-assign").ClickAsync();
        await Expect(page.At("bulk-assigned")).ToContainTextAsync("25 sessions assigned.", new() { Timeout = CandidatePage.Patience });
        await Expect(page.At("session-row").GetByText("Rita Reviewer")).ToHaveCountAsync(25);
        await page.At("undo-assigned").ClickAsync();
        await Expect(page.At("session-row").GetByText("Rita Reviewer")).ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });

        await page.At("choose-all").CheckAsync();
        await page.At("bulk-dismiss").ClickAsync();
        await Expect(page.At("bulk-confirm")).ToHaveTextAsync("Dismiss 3 flags", new() { Timeout = CandidatePage.Patience });
        await Expect(page.At("bulk-pictures").Locator("img")).ToHaveCountAsync(1);
        await page.Page.Locator("#bulk-reason").FillAsync("The lamp moved.");
        await page.PhotographAsync("review-bulk-dismiss");
        await page.At("bulk-confirm").ClickAsync();
        await Expect(page.At("batch")).ToContainTextAsync("3 dismissed in 3 sessions", new() { Timeout = CandidatePage.Patience });
        await page.PhotographAsync("review-sessions-batch");
        await page.At("undo-batch").ClickAsync();
        await Expect(page.At("batch")).ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
    }

    [Fact]
    public async Task An_auditor_can_read_everything_and_decide_nothing()
    {
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        var page = await SignedInAsync(await App.CreateStaffAsync("Aud Itor", StaffRoles.Auditor), $"/review/sessions/{session.Id:D}");
        await OpenedAsync(page);
        await Expect(page.At("read-only")).ToBeVisibleAsync();
        await Expect(page.At("confirm")).ToHaveCountAsync(0);

        await PressAsync(page, "c", "d", "1", "v", "1", "1", "t", "j");
        await Expect(page.At("flags").Locator("[aria-current=true]")).ToHaveAttributeAsync("data-state", "Open");
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.Page.ReloadAsync();
        await OpenedAsync(page);
        await Expect(page.At("readout")).ToContainTextAsync("face", new() { Timeout = CandidatePage.Patience });
        await page.PhotographAsync("review-auditor-dark");

        Assert.Empty(db.FlagDecisions);
        Assert.Empty(db.SessionVerdicts);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_strip_plays_beside_the_panels_and_the_address_names_the_flag()
    {
        await using var db = OpenDatabase();
        var session = await db.SitAsync("long-name", 64.2, name: "Nebuchadnezzar-Maximiliane von und zu Hohenstein-Waldburg-Oberndorf");
        await db.FlagAsync(session, "monitoring_degraded", 2, 4, Severity.Low);
        var first = await db.FlagAsync(session, "multiple_faces_detected", 4, 6, Severity.High, "2 faces");
        await db.PictureAsync(App.Get<IEvidenceStore>(), first, TestFaces.Both);
        await db.StripAsync(App.Get<IEvidenceStore>(), first, TestFaces.Candidate, TestFaces.Both);
        var paste = await db.FlagAsync(session, "paste_attempt", 9, 0, Severity.Medium, "12 characters");
        await db.StripAsync(App.Get<IEvidenceStore>(), paste, TestFaces.Candidate, TestFaces.Candidate);
        await db.ObserveAsync(session);
        var page = await SignedInAsync(
            await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer),
            $"/review/sessions/{session.Id:D}"
        );
        await OpenedAsync(page);
        await Expect(page.At("flags-left")).ToHaveTextAsync("2 of 2 open");
        await Expect(page.At("strip-frame")).ToHaveCountAsync(16);
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"flag={first.Id:D}"));

        await PressAsync(page, "ArrowRight", "ArrowLeft");
        await Expect(page.At("taken-at")).ToContainTextAsync("of 16");
        await PressAsync(page, "p");
        await Expect(page.At("taken-at")).ToContainTextAsync("Picture 16 of 16", new() { Timeout = CandidatePage.Patience });
        Assert.True(
            await page.Page.EvaluateAsync<bool>(
                "async () => { const image = document.querySelector('[data-testid=flag-picture]'); await image.decode(); return "
                    + "image.naturalWidth > 0; }"
            )
        );

        // The whole picture is in view, and neither the bar nor a panel covers it.
        var picture = await BoxAsync(page, "flag-picture");
        Assert.True(picture.Width >= 480, $"The picture is {picture.Width} px wide.");
        Assert.True(picture.Y + picture.Height <= (await BoxAsync(page, "decision-bar")).Y, "The bar covers the picture.");
        await PressAsync(page, "d");
        await Expect(page.At("desk-panel")).ToBeVisibleAsync();
        Assert.True((await BoxAsync(page, "desk-panel")).X >= picture.X + picture.Width, "The panel covers the picture.");
        await LookAtAsync(page, "review-strip");
        await PressAsync(page, "Escape", "f");
        Assert.True((await BoxAsync(page, "flag-picture")).Width > picture.Width);
        await page.PhotographAsync("review-strip-large");
        await PressAsync(page, "Escape", "j");
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"flag={paste.Id:D}"));
        await page.Page.ReloadAsync();
        await OpenedAsync(page);
        await Expect(page.At("flag-view")).ToHaveAttributeAsync("data-flag", paste.Id.ToString("D"));
        Assert.Empty(page.Complaints);
    }

    static async Task<LocatorBoundingBoxResult> BoxAsync(CandidatePage page, string id) => (await page.At(id).BoundingBoxAsync())!;

    [Fact]
    public async Task A_picture_opens_only_for_the_viewer_of_its_link()
    {
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        var page = await SignedInAsync(
            await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer),
            $"/review/sessions/{session.Id:D}"
        );
        await OpenedAsync(page);
        var link = $"{App.Address}/{await page.At("flag-picture").GetAttributeAsync("src")}";

        var mine = await page.Page.APIRequest.GetAsync(link);
        Assert.Equal((200, "private, no-store"), (mine.Status, mine.Headers["cache-control"]));
        using var colleague = await App.SignedInAsync(StaffRoles.Reviewer);
        using var stranger = App.CreateClient();
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (await colleague.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await stranger.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_dashboard_names_a_rule_that_reviewers_often_dismiss()
    {
        await using var db = OpenDatabase();
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var viewer = await App.ViewerAsync(reviewer);
        var today = (DateTime.UtcNow - ReviewScene.Morning).TotalMinutes;
        for (var index = 0; index < 12; index++)
        {
            var session = await db.SitAsync($"s-{index}", minutesAfter: (int)today - 60 * 24 * index - 60);
            var looked = await db.FlagAsync(session);
            await db.FlagAsync(session, "object_detected", 8, severity: Severity.High);
            await App.Get<FlagDecisions>()
                .DecideAsync(viewer, session.Id, [looked.Id], index < 9 ? Decision.Dismissed : Decision.Confirmed, "nothing", default);
            if (index % 2 == 0)
                await App.Get<SessionVerdicts>().GiveAnywayAsync(App.Get<CaseReader>(), viewer, session.Id, Verdict.Clear, "nothing");
        }

        var page = await SignedInAsync(reviewer, "/dashboard");
        await Expect(page.At("bad-rule")).ToHaveCountAsync(1);
        await Expect(page.At("bad-rule")).ToContainTextAsync("75% of 12 decisions on “Head turned away”");
        await Expect(page.At("sums")).ToContainTextAsync("24");
        await page.PhotographAsync("dashboard");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Axe_finds_nothing_serious_on_the_review_pages_in_light_and_dark()
    {
        List<string> faults = [];
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        await db.FlagAsync(
            await db.SitAsync(
                "running",
                minutesAfter: (int)(DateTime.UtcNow - ReviewScene.Morning).TotalMinutes - 10,
                status: SessionStatus.Running
            ),
            "multiple_faces_detected",
            3,
            4,
            Severity.High
        );
        var page = await SignedInAsync(await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer, StaffRoles.Proctor), "/review");
        await Expect(page.At("queue")).ToHaveAttributeAsync("data-live", "true", Patient);
        faults.AddRange(await FaultsAsync(page, "look-queue"));
        await page.Page.GotoAsync($"{App.Address}/review/sessions");
        await Expect(page.At("total")).ToHaveTextAsync("2 sessions", new() { Timeout = CandidatePage.Patience });
        faults.AddRange(await FaultsAsync(page, "look-sessions"));
        await page.Page.GotoAsync($"{App.Address}/review/sessions/{session.Id:D}");
        await OpenedAsync(page);
        await PressAsync(page, "a", "d");
        faults.AddRange(await FaultsAsync(page, "look-session"));
        await page.Page.GotoAsync($"{App.Address}/live");
        await Expect(page.At("tile")).ToHaveCountAsync(1, new() { Timeout = CandidatePage.Patience });
        faults.AddRange(await FaultsAsync(page, "look-live"));
        await page.Page.GotoAsync($"{App.Address}/dashboard");
        await Expect(page.At("sums")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        faults.AddRange(await FaultsAsync(page, "look-dashboard"));
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.Empty(page.Complaints);
    }
}
