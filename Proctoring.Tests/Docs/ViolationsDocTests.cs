using System.Globalization;
using System.Text;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>Compares docs/violations.md with the rule catalogue. With PROCTORING_WRITE_DOCS set, it writes the file first.</summary>
public sealed class ViolationsDocTests
{
    const int LongestLine = 100;

    static string Path => System.IO.Path.Combine(TestFolders.Root, "docs", "violations.md");

    [Fact]
    public async Task The_document_matches_the_catalogue()
    {
        var text = Write();
        if (Environment.GetEnvironmentVariable("PROCTORING_WRITE_DOCS") is not null)
            await File.WriteAllTextAsync(Path, text, TestContext.Current.CancellationToken);

        Assert.Equal(text, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
    }

    static string Write()
    {
        var text = new StringBuilder(
            """
            # Types of violation

            `ViolationsDocTests` generates this page from the rules in `Proctoring.Core/Rules`. Change a rule,
            not this file. Operators change a setting at `Proctoring:Rules:{id}:{setting}`.

            Every rule has these settings:

            | setting | meaning |
            | --- | --- |
            | `Enabled` | whether the rule is on |
            | `Severity` | Low, Medium or High |
            | `WarnCandidate` | whether the page warns the candidate at once |
            | `HoldFor` | how long the condition must hold |
            | `MinimumFrames` | in how many observations it must be found |
            | `Misses` | how many observations in a row may miss it while it is only suspected |
            | `EndAfter` | how long it must be absent before the episode ends |

            `Silence` of `camera_lost` and `page_silent` counts only the time in which the server proves that no
            message of the page waits in it: all that arrived is read, and each call is answered. The time for
            which a busy server asked the page to wait does not count either. What does not count for this
            reason becomes `monitoring_degraded`
            ([0112](decisions/0112-silence-that-counts.md)).


            """.ReplaceLineEndings("\n")
        );
        foreach (var rule in RuleCatalog.Default.Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {rule.Kind.Id}: {rule.Kind.Title}\n\n");
            text.Append(Wrap($"Severity {rule.Kind.Severity}. {rule.Kind.Explanation}"));
            var who = rule.WarnCandidate ? "The candidate sees" : "If `WarnCandidate` is on, the candidate sees";
            text.Append(Wrap($"{who}: \"{rule.Kind.Advice}\""));
            text.Append(Wrap(string.Join(" · ", Settings(rule))));
        }

        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>A paragraph in lines of at most 100 characters.</summary>
    static string Wrap(string paragraph)
    {
        var lines = new List<string> { "" };
        foreach (var word in paragraph.Split(' '))
        {
            if (lines[^1].Length == 0)
                lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= LongestLine)
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }

        return $"{string.Join('\n', lines)}\n\n";
    }

    static IEnumerable<string> Settings(ViolationRule rule) =>
        rule.GetType()
            .GetProperties()
            .Where(property => property.SetMethod is { IsPublic: true } && property.Name is not nameof(ViolationRule.Severity))
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => string.Create(CultureInfo.InvariantCulture, $"`{property.Name}` {Value(property.GetValue(rule))}"));

    static string Value(object? value) =>
        value is System.Collections.IEnumerable and not string
            ? string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>())
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
