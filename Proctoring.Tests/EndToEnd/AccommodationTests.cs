using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An administrator arranges extra time, larger text and a hidden timer for a guest, whose invitation carries them into the
/// exam.</summary>
public sealed class AccommodationTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_guest_receives_arrangements_by_invitation()
    {
        var administrator = await App.CreateStaffAsync("Ada Admin", StaffRoles.Administrator);
        var staff = await ArriveAsync(Camera.None);
        await staff.Page.SignInAsync(App, administrator, "/manage/accommodations");
        await Expect(staff.At("accommodation-form")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        await staff.At("accommodation-guest").ClickAsync();
        await Expect(staff.At("accommodation-student"))
            .ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^guest-"), new() { Timeout = CandidatePage.Patience });
        var guest = await staff.At("accommodation-student").InputValueAsync();

        // Without a reason, nothing is stored.
        await staff.At("accommodation-save").ClickAsync();
        await Expect(staff.At("accommodation-problem")).ToContainTextAsync("Reason is required");
        await ArrangeAsync(staff, "ExtraTimePercent", 50);
        await ArrangeAsync(staff, "BreakMinutes", 10);
        await ArrangeAsync(staff, "LargerText");
        await ArrangeAsync(staff, "HiddenTimer");
        await staff.At("accommodation-what").SelectOptionAsync("RuleOff");
        await staff.At("accommodation-rule").SelectOptionAsync("paste_attempt");
        await SaveAsync(staff, 5);
        await staff.At("invitations").Locator("summary").ClickAsync();
        var link = await staff.At("invitation-software-interview").InputValueAsync();
        await PageLook.LookAtAsync(staff, "accommodations");

        var candidate = await ArriveAsync(played: true);
        await candidate.Page.GotoAsync(link[..^3] + "xyz");
        await Expect(candidate.At("invitation-expired")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.Page.GotoAsync(link);
        await Expect(candidate.At("invited")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("student-id")).ToHaveCountAsync(0);
        await candidate.IsLiveAsync();
        await candidate.At("consent").ClickAsync();
        await candidate.At("consent-face").ClickAsync();
        await candidate.At("start").ClickAsync();
        await candidate.PassChecksAsync();
        await Expect(candidate.At("timer-place")).ToHaveAttributeAsync("data-hidden", "true");
        await Expect(candidate.Page.Locator(".larger-text")).ToBeVisibleAsync();
        await candidate.PhotographAsync("quiz-larger-text");
        await candidate.SeesAsync("monitor-state", "Monitoring is on");
        // A tool for dictation pastes what it heard.
        Assert.False(
            await candidate.Page.EvaluateAsync<bool>(
                """
                () => {
                  const field = document.createElement('textarea');
                  document.querySelector('.exam').append(field);
                  const clipboardData = new DataTransfer();
                  clipboardData.setData('text/plain', 'words from elsewhere');
                  const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
                  field.dispatchEvent(paste);
                  field.remove();
                  return paste.defaultPrevented;
                }
                """
            )
        );
        await TakesBreakAsync(candidate);

        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        var session = await database.Sessions.Include(row => row.Student).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(guest, session.Student!.ExternalId);
        // 20 minutes and half of them; the duration of the break was added, because breaks stop the clock.
        var changes = await database.TimeChanges.Select(change => change.Seconds).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, changes.Count);
        Assert.Equal(1800, (session.EndsAt!.Value - session.StartedAt!.Value).TotalSeconds - changes.Sum(), 0.01);
        Assert.Contains("paste_attempt", session.Accommodations, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Repeat("accommodation_set", 5),
            await database
                .AuditEntries.Select(entry => entry.Action)
                .Where(action => action.StartsWith("accommodation"))
                .ToListAsync(TestContext.Current.CancellationToken)
        );

        await staff.At("accommodation-remove").First.ClickAsync();
        await Expect(staff.At("accommodation-row")).ToHaveCountAsync(4);
    }

    /// <summary>The questions are hidden in a break, also after a reload, and the clock is stopped.</summary>
    static async Task TakesBreakAsync(CandidatePage candidate)
    {
        await candidate.ChooseAsync(1);
        await candidate.At("take-break").ClickAsync();
        await Expect(candidate.Page.GetByText("You have 10 min for breaks.")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        var dialog = candidate.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog);
        await dialog.GetByText("Take a break", new() { Exact = true }).ClickAsync();
        await Expect(candidate.At("exam-paused")).ToHaveAttributeAsync("data-own", "true", new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("question-text")).ToBeHiddenAsync();
        await Expect(candidate.At("hand-in")).ToBeDisabledAsync();
        await candidate.PhotographAsync("quiz-break");
        await candidate.Page.ReloadAsync();
        await candidate.SeesAsync("exam-paused", "You are on a break");
        await Expect(candidate.At("question-text")).ToBeHiddenAsync();
        await candidate.At("end-break").ClickAsync();
        await Expect(candidate.At("question-text")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.SeesAsync("time-change", "Your break took");
        // The page sends again.
        await candidate.SeesAsync("monitor-state", "Monitoring is on");
    }

    static async Task ArrangeAsync(CandidatePage staff, string what, int? number = null)
    {
        var before = await staff.At("accommodation-row").CountAsync();
        await staff.At("accommodation-what").SelectOptionAsync(what);
        if (number is { } value)
            await staff.At("accommodation-number").FillAsync(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await SaveAsync(staff, before + 1);
    }

    static async Task SaveAsync(CandidatePage staff, int rows)
    {
        await staff.At("accommodation-reason").FillAsync("Decision of 3 May");
        await staff.At("accommodation-save").ClickAsync();
        await Expect(staff.At("accommodation-row")).ToHaveCountAsync(rows, new() { Timeout = CandidatePage.Patience });
    }
}
