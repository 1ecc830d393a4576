using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Checks a page as people see it, dark or light, and as a screen reader does.</summary>
internal static class PageLook
{
    static readonly AxeRunOptions AllRules = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The other rules look at the document, which is the same in both themes.</summary>
    static readonly AxeRunOptions RulesOfColors = new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] },
    };

    /// <summary>Runs axe light and dark, and checks that the page fits a phone; takes screenshots if they are wanted.</summary>
    public static async Task LookAtAsync(CandidatePage person, string name) => Assert.Empty(await FaultsAsync(person, name));

    /// <summary>A page with a circuit has a button for the theme; the others follow the system or the stored choice. A page that begins to
    /// follow the system in the moment of the click turns back, so the button is used once more.</summary>
    static async Task ShowThemeAsync(CandidatePage person, bool dark)
    {
        var (wanted, other) = (person.Page.Locator(dark ? ".frame.dark" : ".frame.light"), dark ? ".frame.light" : ".frame.dark");
        for (var last = false; ; last = true)
        {
            if (await person.At("theme-toggle").IsVisibleAsync() && await person.Page.Locator(other).IsVisibleAsync())
            {
                await person.At("theme-toggle").ClickAsync();
                await person.Page.Mouse.MoveAsync(0, 0);
            }

            try
            {
                await Expect(wanted).ToBeVisibleAsync();
                return;
            }
            catch (PlaywrightException) when (!last)
            {
                // The click and the system's change met.
            }
        }
    }

    /// <summary>The same, for a test that collects the findings of several pages.</summary>
    public static async Task<List<string>> FaultsAsync(CandidatePage person, string name)
    {
        List<string> faults = [];
        foreach (var dark in new[] { false, true })
        {
            await person.Page.EmulateMediaAsync(
                new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce }
            );
            await ShowThemeAsync(person, dark);
            // Not while one theme fades into the other.
            await person.Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState !== 'running')");
            if (await person.WidthOnPhoneAsync(dark ? name + "-dark" : name) is > CandidatePage.Phone and var wide)
                faults.Add($"{name} is {wide} pixels wide on a phone of {CandidatePage.Phone}");
            var found = await person.Page.RunAxe(dark ? RulesOfColors : AllRules);
            faults.AddRange(
                found
                    .Violations.Where(violation => violation.Impact is "serious" or "critical")
                    .Select(violation =>
                        $"{name} {(dark ? "dark" : "light")} {violation.Id}: "
                        + $"{string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(5))}"
                    )
            );
        }

        await person.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        return faults;
    }
}
