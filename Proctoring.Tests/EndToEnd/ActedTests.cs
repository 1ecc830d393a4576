using System.Diagnostics;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests acted violations in front of a real browser: the right violation, once, and soon. Rules and intervals are the product's
/// own.</summary>
public sealed class ActedTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>How long a violation may take beyond the wait of its rule.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_covered_lens_a_phone_and_a_turned_head_are_each_flagged_once_and_soon()
    {
        Assert.SkipUnless(ActedScenes.Missing is null, ActedScenes.Missing ?? "");
        var candidate = await ArriveAsync(played: true);
        candidate.Page.Context.Show("candidate", ActedScenes.Facing());
        foreach (var (name, picture) in new[] { ("phone", ActedScenes.WithPhone()), ("turned", ActedScenes.Turned()) })
            candidate.Page.Context.Show(name, picture);
        await candidate.StartProctoredAsync();

        await FlagsAsync(candidate, "dark", "Camera covered or dark", HoldOf("camera_blocked"));
        // Vision looks for objects every three seconds.
        await FlagsAsync(candidate, "phone", "Forbidden object in view", HoldOf("object_detected") + new Core.VisionOptions().ObjectsEvery);
        await FlagsAsync(candidate, "turned", "Head turned away", HoldOf("head_pose"));
        await candidate.Page.PlayAsync("candidate");
        await candidate.HandInAsync();
        await HasExactlyAsync(candidate, "Camera covered or dark", "Forbidden object in view", "Head turned away");
    }

    [Fact]
    public async Task A_print_of_the_candidate_held_up_is_flagged_once_and_nothing_else()
    {
        var candidate = await ArriveAsync(played: true);
        candidate.Page.Context.Show("print", ActedScenes.HeldPrint());
        await candidate.StartProctoredAsync();

        // A face is observed for at most 45 seconds before it counts as without signs of life, and the model for prints runs every 5.
        await FlagsAsync(
            candidate,
            "print",
            "Picture of a face suspected",
            HoldOf("spoof_suspected") + TimeSpan.FromSeconds(45) + new Core.VisionOptions().LivenessEvery
        );
        await candidate.HandInAsync();
        await HasExactlyAsync(candidate, "Picture of a face suspected");
    }

    static async Task FlagsAsync(CandidatePage candidate, string scene, string title, TimeSpan hold)
    {
        await candidate.Page.PlayAsync(scene);
        var shown = Stopwatch.StartNew();
        await Expect(candidate.Events.Filter(new() { HasText = title }))
            .ToBeAttachedAsync(new() { Timeout = (float)(hold + Soon).TotalMilliseconds });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{title}: {shown.Elapsed.TotalSeconds:0.0} s after it began, {hold.TotalSeconds:0} s of which its rule waits"
        );
    }

    static async Task HasExactlyAsync(CandidatePage candidate, params string[] titles)
    {
        await Expect(candidate.At("violation-report")).ToBeVisibleAsync();
        // The acted camera has no microphone. That is on record, as the consent text promises.
        var rows = (await candidate.Violations.AllTextContentsAsync())
            .Where(row => !row.Contains(TitleOf("microphone_lost"), StringComparison.Ordinal))
            .ToList();
        Assert.True(
            rows.Count == titles.Length && titles.All(title => rows.Count(row => row.Contains(title, StringComparison.Ordinal)) == 1),
            string.Join("\n", rows)
        );
        Assert.Empty(candidate.Complaints);
    }

    static string TitleOf(string rule) => RuleCatalog.Default.Rules.Single(r => r.Kind.Id == rule).Kind.Title;

    static TimeSpan HoldOf(string rule) => RuleCatalog.Default.Rules.Single(r => r.Kind.Id == rule).HoldFor;
}
