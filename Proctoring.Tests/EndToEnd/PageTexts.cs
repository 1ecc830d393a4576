using System.Text.Json;
using System.Text.RegularExpressions;
using Proctoring.Core.Localization;
using Proctoring.Tests.Localization;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Looks for texts of a page that are clipped, overlap, or are still English.</summary>
internal sealed partial class PageTexts
{
    /// <summary>
    /// Reads each text with its place, whether it is cut off, and whether it is marked as another language. A text that only a screen
    /// reader reads has no place.
    /// </summary>
    const string Script = """
        () => {
          const page = document.documentElement.lang;
          const width = document.documentElement.clientWidth;
          const found = [];
          const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
          const foreign = (element) => {
            const said = element.closest('[lang]')?.lang;
            return element.closest('code, pre') !== null || (said !== undefined && said !== page);
          };
          const hidden = (element) => {
            const box = element.getBoundingClientRect();
            return box.width <= 1 || box.height <= 1 || !!element.closest('.sr-only');
          };
          const named = (element) => !!element.closest('bdi');
          const test = (element) => element.closest('[data-testid]')?.dataset.testid ?? '';
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            const text = node.textContent.replace(/\s+/g, ' ').trim();
            if (!text || !shown(element) || /^(SCRIPT|STYLE|TEMPLATE)$/.test(element.tagName))
              continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const box = range.getBoundingClientRect();
            // A shortened text is not lost if its whole is the title.
            const whole = getComputedStyle(element).textOverflow === 'ellipsis' && !!element.title;
            const cuts = !whole && /hidden|clip/.test(getComputedStyle(element).overflowX);
            const clips = cuts && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
            const outside = (box.left < -1 || box.right > width + 1) && !scrolls(element);
            // One entry for each line: the box around a text that wraps covers its neighbours.
            const lines = hidden(element) ? [] : [...range.getClientRects()].map((line) => visible(element, line)).filter(Boolean);
            for (const place of lines.length > 0 ? lines : [null]) {
              found.push({
                text,
                foreign: foreign(element),
                named: named(element),
                clipped: !hidden(element) && (clips || outside),
                place,
                layer: layer(element),
                test: test(element),
              });
            }
          }
          for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], img[alt]')) {
            if (!shown(element))
              continue;
            for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
              const text = element.getAttribute(name)?.trim();
              if (text)
                found.push({ text, foreign: foreign(element), named: false, clipped: false, place: null, layer: 0, test: '' });
            }
          }
          return found;

          // The part of a line that is not scrolled away.
          function visible(element, line) {
            let [left, top, right, bottom] = [line.left, line.top, line.right, line.bottom];
            for (let parent = element; parent && parent !== document.body; parent = parent.parentElement) {
              if (getComputedStyle(parent).overflowY === 'visible' || getComputedStyle(parent).display === 'inline')
                continue;
              const box = parent.getBoundingClientRect();
              [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
              [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
            }
            return right > left && bottom > top ? [left, top, right, bottom] : null;
          }

          function scrolls(element) {
            for (let parent = element; parent && parent !== document.body; parent = parent.parentElement)
              if (/auto|scroll/.test(getComputedStyle(parent).overflowX))
                return true;
            return false;
          }

          // Dialogs and bars lie over the page on purpose; only texts of one layer must not overlap.
          function layer(element) {
            for (let parent = element; parent; parent = parent.parentElement)
              if (/fixed|sticky/.test(getComputedStyle(parent).position))
                return [...document.querySelectorAll('*')].indexOf(parent);
            return 0;
          }
        }
        """;

    readonly HashSet<string> english = new(StringComparer.Ordinal);
    readonly List<Regex> patterns = [];
    readonly Dictionary<string, bool> known = new(StringComparer.Ordinal);
    readonly Language language;

    public PageTexts(string code)
    {
        language = Language.Find(code)!;
        foreach (var set in ResourceFiles.Sets)
        {
            var own = ResourceFiles.Read(set, code);
            foreach (var (key, text) in ResourceFiles.Read(set, "en"))
            {
                // Words that are the same in both languages, such as "Name", say nothing.
                if (own.GetValueOrDefault(key) == text || !Latin().IsMatch(text))
                    continue;
                var pattern = Placeholder().Replace(Regex.Escape(text), ".+");
                if (pattern == Regex.Escape(text))
                    english.Add(text);
                else
                    patterns.Add(new Regex($"^{pattern}$"));
            }
        }
    }

    /// <summary>The mistakes in the texts of the page; empty if there are none.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CandidatePage person, string name)
    {
        var found = await person.Page.EvaluateAsync<JsonElement>(Script);
        var texts = found.Deserialize<Shown[]>(JsonSerializerOptions.Web)!;
        return
        [
            .. texts.Where(text => text.Clipped).Select(text => $"{name}: clipped: {text.Text}"),
            .. texts.Where(text => !text.Foreign && IsEnglish(text)).Select(text => $"{name}: English: {text.Text}"),
            .. Overlapping(texts).Select(pair => $"{name}: overlap: {pair}"),
        ];
    }

    bool IsEnglish(Shown text) => IsEnglish(text.Text) || (language.RightToLeft && !text.Named && Words().IsMatch(text.Text));

    /// <summary>Most texts of a page are on the next one too, and there are hundreds of patterns.</summary>
    bool IsEnglish(string text)
    {
        if (!known.TryGetValue(text, out var found))
            known[text] = found = english.Contains(text) || patterns.Exists(pattern => pattern.IsMatch(text));
        return found;
    }

    static IEnumerable<string> Overlapping(Shown[] texts)
    {
        var placed = texts.Where(text => text.Place is not null).ToList();
        for (var one = 0; one < placed.Count; one++)
        {
            for (var other = one + 1; other < placed.Count; other++)
            {
                // The lines of one text share its words; a shortened text has a line for its ellipsis.
                if (
                    placed[one].Text != placed[other].Text
                    && placed[one].Layer == placed[other].Layer
                    && Overlap(placed[one].Place!, placed[other].Place!)
                )
                    yield return $"{placed[one].Text} | {placed[other].Text}";
            }
        }
    }

    // Lines of one paragraph touch; a real overlap covers more than a third of a line.
    static bool Overlap(double[] a, double[] b) =>
        Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]) > 4 && Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]) > 8;

    [GeneratedRegex(@"\p{IsBasicLatin}[a-z]")]
    private static partial Regex Latin();

    [GeneratedRegex(@"\\\{\d\}")]
    private static partial Regex Placeholder();

    // Two words and more: names of products and codes are single words.
    [GeneratedRegex(@"[A-Za-z’']{2,} [A-Za-z’']{2,} [A-Za-z’']{2,}")]
    private static partial Regex Words();

    // Named: it is a name or another text that a person wrote.
    sealed record Shown(string Text, bool Foreign, bool Named, bool Clipped, double[]? Place, int Layer, string Test);
}
