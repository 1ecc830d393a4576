using Microsoft.Playwright;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Looks for faults of a translated page: texts that stayed English, and texts that do not fit.</summary>
internal static class PageLanguage
{
    /// <summary>The texts of the page. Names, code and other data are left out: they stand in bdi, code or an element with dir or
    /// lang.</summary>
    const string Texts = """
        () => {
          const found = [];
          const skipped = 'script, style, bdi, code, svg, body [dir], body [lang]';
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const [node, parent] = [walker.currentNode, walker.currentNode.parentElement];
            if (!node.data.trim() || !parent.checkVisibility() || parent.closest(skipped)) continue;
            found.push(node.data.trim());
          }
          for (const part of document.querySelectorAll('[aria-label], [placeholder], [title]'))
            for (const name of ['aria-label', 'placeholder', 'title'])
              if (part.getAttribute(name) && !part.closest('body [lang]')) found.push(part.getAttribute(name).trim());
          return found;
        }
        """;

    /// <summary>Parts whose text is cut off, and a page that is wider than the window.</summary>
    const string Clipped = """
        () => {
          const faults = [];
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth > room) faults.push(
            `the page is ${document.documentElement.scrollWidth} wide, the window ${room}`);
          const hidden = (style) => ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
          for (const part of document.body.querySelectorAll('*')) {
            if (!part.checkVisibility() || part.closest('svg, .sr-only, .mud-skeleton') || !part.innerText?.trim()) continue;
            const style = getComputedStyle(part);
            // A button's ripple, a pseudo-element, reaches past the button for a moment. Its content must not.
            const content = document.createRange();
            content.selectNodeContents(part);
            const [inner, outer] = [content.getBoundingClientRect(), part.getBoundingClientRect()];
            const cut = part.matches('.mud-ripple')
              ? inner.width > outer.width + 1 || inner.height > outer.height + 1
              : part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
            if (hidden(style) && part.clientWidth > 1 && cut)
              faults.push(`cut off: ${part.tagName} ${part.className}: ${part.innerText.trim().slice(0, 60)}`);
            const box = part.getBoundingClientRect();
            const scrolls = (() => { for (let at = part; at;
              at = at.parentElement) if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true; })();
            if (!scrolls && part.children.length === 0 && box.width > 1 && (box.left < -1 || box.right > room + 1))
              faults.push(`outside the window: ${part.tagName} ${part.className}: ${part.innerText.trim().slice(0, 60)}`);
          }
          return faults;
        }
        """;

    /// <summary>The visible texts of a page and its labels for screen readers.</summary>
    public static async Task<HashSet<string>> TextsAsync(IPage page) => [.. await page.EvaluateAsync<string[]>(Texts)];

    /// <summary>Photographs a page at 390 and 1366 pixels and returns the texts that are cut off at either width.</summary>
    public static async Task<List<string>> ClippedAsync(CandidatePage person, string name)
    {
        List<string> faults = [];
        foreach (var (width, height) in new[] { (1366, 768), (390, 844) })
        {
            await person.Page.SetViewportSizeAsync(width, height);
            await person.Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState !== 'running')");
            await Screenshots.SaveAsync(person.Page, $"{name}-{width}", whole: true);
            faults.AddRange((await LastingAsync(person.Page)).Select(fault => $"{name} at {width}: {fault}"));
        }

        await person.Page.SetViewportSizeAsync(1366, 768);
        return faults;
    }

    /// <summary>The faults of a page that do not pass: a ripple or a dialog that opens is wider for a moment.</summary>
    static async Task<string[]> LastingAsync(IPage page)
    {
        try
        {
            await page.WaitForFunctionAsync($"() => ({Clipped})().length === 0", null, new() { Timeout = 5000 });
            return [];
        }
        catch (TimeoutException)
        {
            return await page.EvaluateAsync<string[]>(Clipped);
        }
    }

    /// <summary>Texts of at least two words that are the same in both languages, except the name of the product.</summary>
    public static IEnumerable<string> LeftOver(HashSet<string> english, HashSet<string> other) =>
        english
            .Intersect(other, StringComparer.Ordinal)
            .Where(text =>
                !text.StartsWith("JobGenie Proctoring", StringComparison.Ordinal)
                && text.Count(char.IsAsciiLetter) > 3
                && text.Contains(' ')
            );
}
