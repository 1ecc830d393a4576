using System.Text.RegularExpressions;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>Prose wraps at 100 characters, and links and references lead to existing files and headings.</summary>
public sealed partial class MarkdownTests
{
    static readonly string Long = new('x', 101);

    [Fact]
    public void Prose_lines_have_at_most_100_characters()
    {
        Assert.Contains("README.md", MarkdownPage.Paths);
        AssertNone(
            MarkdownPage.Paths.SelectMany(path => MarkdownPage.Read(path).LongLines.Select(line => $"{path}:{line} is longer than 100"))
        );
    }

    [Fact]
    public void Relative_links_lead_to_existing_files_and_headings() =>
        AssertNone(
            MarkdownPage.Paths.SelectMany(path =>
                MarkdownPage
                    .Read(path)
                    .Links.Where(link => !Leads(path, link.Address))
                    .Select(link => $"{path}:{link.Line} links to {link.Address}, which does not exist")
            )
        );

    [Fact]
    public void Documents_that_the_source_names_exist() =>
        AssertNone(
            MarkdownPage
                .FilesIn(TestFolders.Root, ".cs", ".csproj", ".razor", ".js", ".mjs", ".sh", ".resx")
                .SelectMany(path =>
                    Document()
                        .Matches(File.ReadAllText(Path.Combine(TestFolders.Root, path)))
                        .Where(name => !File.Exists(Path.Combine(TestFolders.Root, name.Value)))
                        .Select(name => $"{path} names {name.Value}, which does not exist")
                )
        );

    [Theory]
    [InlineData("short\n\nshort\n{0}", 4)]
    [InlineData("- short\n  {0}", 2)]
    [InlineData("1. short\n\n   {0}", 3)]
    [InlineData("# {0}", 1)]
    public void A_long_line_of_prose_is_found(string text, int line) =>
        Assert.Equal([line], new MarkdownPage(string.Format(null, text, Long)).LongLines);

    [Theory]
    [InlineData("| a | b |\n| --- | --- |\n| {0} | b |")]
    [InlineData("```\n{0}\n```")]
    [InlineData("short\n\n    {0}")]
    [InlineData("[short](https://example.org/{0})")]
    [InlineData("See https://example.org/{0}")]
    public void Tables_code_and_addresses_may_be_longer(string text) =>
        Assert.Empty(new MarkdownPage(string.Format(null, text, Long)).LongLines);

    [Theory]
    [InlineData("docs/README.md", "api.md#callers", true)]
    [InlineData("docs/README.md", "api.md#nothing", false)]
    [InlineData("docs/README.md", "nothing.md", false)]
    [InlineData("docs/README.md", "../README.md", true)]
    [InlineData("docs/README.md", "../../README.md", false)]
    [InlineData("docs/README.md", "#for-operators", true)]
    [InlineData("docs/README.md", "https://example.org/nothing", true)]
    public void A_broken_link_is_found(string page, string address, bool leads) => Assert.Equal(leads, Leads(page, address));

    static bool Leads(string page, string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out _))
            return true;
        var (file, heading) = address.Split('#', 2) is [var before, var after] ? (before, after) : (address, null);
        var path = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page) ?? "", Uri.UnescapeDataString(file));
        var full = Path.GetFullPath(Path.Combine(TestFolders.Root, path));
        return full.StartsWith(TestFolders.Root, StringComparison.Ordinal)
            && Path.Exists(full)
            && (heading is null || MarkdownPage.Read(full).Headings.Contains(heading));
    }

    static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    [GeneratedRegex(@"\bdocs/[\w./-]+\.md\b")]
    private static partial Regex Document();
}
