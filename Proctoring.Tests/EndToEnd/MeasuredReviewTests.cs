using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Reviews twenty sessions whose truth is known, in Chromium, by keyboard alone, and counts the keys.</summary>
public sealed class MeasuredReviewTests(Chromium chromium) : BrowserTest(chromium)
{
    readonly Dictionary<Guid, Verdict> truth = [];
    readonly HashSet<Guid> real = [];
    int keys;

    [Fact]
    public async Task Twenty_sessions_reviewed_by_keyboard_alone_get_the_right_verdicts()
    {
        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        for (var index = 0; index < 20; index++)
            await MakeAsync(db, index);
        var candidate = await ArriveAsync(Camera.None);
        var page = candidate.Page;
        await page.SignInAsync(App, await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer), "/review");
        // From here on any use of the mouse is recorded.
        await page.AddInitScriptAsync(
            "for (const kind of ['mousedown', 'pointerdown', 'touchstart']) addEventListener(kind, () => "
                + "localStorage.setItem('mouse', kind), true);"
        );
        await page.ReloadAsync();
        await Expect(candidate.At("queue")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        var began = System.Diagnostics.Stopwatch.StartNew();
        await PressAsync(candidate, "Enter");
        await Expect(candidate.At("case")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });

        List<(int Keys, int Flags)> counted = [];
        for (var done = 0; done < 20; done++)
        {
            var before = keys;
            var id = Guid.Parse(new Uri(page.Url).Segments[^1]);
            var flags = await candidate.At("flag").CountAsync();
            await ReviewAsync(candidate, id);
            counted.Add((keys - before, flags));
            await PressAsync(candidate, "Shift+J");
            // An assertion polls; WaitForURLAsync misses a navigation that ends between its check and its subscription.
            if (done < 19)
                await Expect(page).Not.ToHaveURLAsync(new Regex(id.ToString("D")), new() { Timeout = CandidatePage.Patience });
        }

        var verdicts = await db
            .Sessions.AsNoTracking()
            .ToDictionaryAsync(row => row.Id, row => row.Verdict, TestContext.Current.CancellationToken);
        Assert.All(truth, one => Assert.Equal(one.Value, verdicts[one.Key]));
        var decisions = await db
            .FlagDecisions.AsNoTracking()
            .Where(row => row.WithdrawnAt == null)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.All(decisions, row => Assert.Equal(real.Contains(row.ViolationId), row.Decision == Decision.Confirmed));
        Assert.Equal(await db.Violations.CountAsync(TestContext.Current.CancellationToken), decisions.Count);
        Assert.Null(await page.EvaluateAsync<string?>("localStorage.getItem('mouse')"));
        var (pressed, flagged) = (counted.Sum(one => one.Keys), counted.Sum(one => one.Flags));
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"MEASURED REVIEW: 20 sessions, {flagged} flags, {keys} keys, {counted.Average(one => one.Keys):0.0} keys per session "
                + $"(at most {counted.Max(one => one.Keys)}), {(double)pressed / flagged:0.00} keys per flag, "
                + $"{began.Elapsed.TotalSeconds / 20:0.0} s per session at the machine's pace"
        );
        await Console.Out.WriteLineAsync(measured);
        await File.WriteAllTextAsync(
            Path.Combine(TestFolders.Root, "TestResults", "measured-review.txt"),
            measured + Environment.NewLine,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Confirms the real flags, dismisses the rest, similar flags together, then gives the verdict.</summary>
    async Task ReviewAsync(CandidatePage candidate, Guid id)
    {
        while (await candidate.At("flags-left").InnerTextAsync() is not "All decided")
        {
            var left = await candidate.At("flags-left").InnerTextAsync();
            var flag = Guid.Parse((await candidate.At("flag-view").GetAttributeAsync("data-flag"))!);
            if (await candidate.At("alike").CountAsync() > 0)
            {
                await PressAsync(candidate, "a");
                await Expect(candidate.At("alike-words")).ToBeVisibleAsync();
            }

            if (real.Contains(flag))
            {
                await PressAsync(candidate, "c");
            }
            else
            {
                await PressAsync(candidate, "d");
                await Expect(candidate.At("desk-panel")).ToBeVisibleAsync();
                await PressAsync(candidate, "2");
            }

            await Expect(candidate.At("flags-left")).Not.ToHaveTextAsync(left);
        }

        var verdict = truth[id];
        await PressAsync(candidate, "v");
        await Expect(candidate.At("desk-panel")).ToHaveAttributeAsync("data-panel", "Verdict");
        await PressAsync(candidate, ((int)verdict + 1).ToString(CultureInfo.InvariantCulture));
        await Expect(candidate.At("reason-1")).ToBeVisibleAsync();
        await PressAsync(candidate, "1");
        await Expect(candidate.At("final-verdict")).ToContainTextAsync(verdict.ToString());
    }

    async Task MakeAsync(ProctoringDb db, int index)
    {
        var session = await db.SitAsync($"student-{index:00}", 90 - index * 4, minutesAfter: index);
        // The truth follows from the construction of each session.
        truth[session.Id] = (index % 4) switch
        {
            0 => Verdict.Violation,
            3 => Verdict.Inconclusive,
            _ => Verdict.Clear,
        };
        for (var look = 0; look < 2 + index % 4; look++)
            await db.FlagAsync(session, "head_pose", 2 + look * 3, 2, detail: $"{30 + look} degrees to the left of the picture");
        if (index % 4 == 0)
        {
            var phone = await db.FlagAsync(session, "object_detected", 20, 25, Severity.High, "cell phone");
            await db.PictureAsync(App.Get<IEvidenceStore>(), phone, TestFaces.Both);
            real.Add(phone.Id);
        }
    }

    async Task PressAsync(CandidatePage candidate, string key)
    {
        keys++;
        await candidate.Page.Keyboard.PressAsync(key);
    }
}
