using System.Globalization;
using System.Text;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>docs/violations.md is generated from the catalogue. This test compares it, and writes it again if PROCTORING_WRITE_DOCS is
/// set.</summary>
public sealed class ViolationsDocTests
{
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

            Every rule has these settings: `Enabled`, `Severity` (Low, Medium, High), `WarnCandidate` (whether
            the candidate is told at once), `HoldFor` (how long the condition must hold), `MinimumFrames` (in how
            many observations it must be seen), `Misses` (how many observations in a row may miss it while it is
            only suspected) and `EndAfter` (how long it must be absent before the episode ends).


            """.ReplaceLineEndings("\n")
        );
        foreach (var rule in RuleCatalog.Default.Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {rule.Kind.Id}: {rule.Kind.Title}\n\n");
            text.Append(
                CultureInfo.InvariantCulture,
                $"Severity {rule.Kind.Severity}. {rule.Kind.Explanation}\n\nThe candidate "
                    + $"{(rule.WarnCandidate ? "is told" : "would be told, where `WarnCandidate` is set")}: \"{rule.Kind.Advice}\"\n\n"
            );
            text.Append(string.Join(" · ", Settings(rule))).Append("\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
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
