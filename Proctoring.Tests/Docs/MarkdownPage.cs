using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Docs;

/// <summary>A parsed Markdown file: its prose, links and headings.</summary>
internal sealed partial class MarkdownPage(string text)
{
    const int LongestLine = 100;

    static readonly string[] ForeignFolders = ["bin", "obj", "lib", "models", "node_modules", "screenshots", "TestResults"];

    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    readonly string[] lines = text.Split('\n');
    readonly MarkdownDocument document = Markdown.Parse(text, Pipeline);

    /// <summary>The paths of all Markdown files of the repository, relative to its root.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. FilesIn(TestFolders.Root, ".md").Order(StringComparer.Ordinal)];

    /// <summary>The addresses of the headings, as GitHub forms them.</summary>
    public IReadOnlySet<string> Headings =>
        document.Descendants<HeadingBlock>().Select(heading => heading.TryGetAttributes()?.Id).OfType<string>().ToHashSet();

    /// <summary>Each link and image: its address and its line, from 1.</summary>
    public IEnumerable<(string Address, int Line)> Links =>
        document.Descendants<LinkInline>().Select(link => (link.Url ?? "", link.Line + 1));

    /// <summary>The numbers, from 1, of prose lines over 100 characters. Tables, code and the addresses of links do not count.</summary>
    public IEnumerable<int> LongLines =>
        document
            .Descendants<LeafBlock>()
            .Where(block => block is ParagraphBlock or HeadingBlock && block.Parent is not TableCell)
            .SelectMany(block => Enumerable.Range(block.Line + 1, 1 + text[block.Span.Start..block.Span.End].Count(c => c == '\n')))
            .Where(number => Address().Replace(lines[number - 1], "").Length > LongestLine);

    /// <summary>Reads a Markdown file of the repository.</summary>
    public static MarkdownPage Read(string path) => new(File.ReadAllText(Path.Combine(TestFolders.Root, path)));

    /// <summary>The paths of the repository's own files with one of the endings, relative to its root.</summary>
    public static IEnumerable<string> FilesIn(string folder, params string[] endings)
    {
        var files = Directory
            .EnumerateFiles(folder)
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(TestFolders.Root, file));
        var children = Directory
            .EnumerateDirectories(folder)
            .Where(child => Path.GetFileName(child) is var name && !name.StartsWith('.') && !ForeignFolders.Contains(name));
        return files.Concat(children.SelectMany(child => FilesIn(child, endings)));
    }

    [GeneratedRegex(@"(?<=\])\([^)]*\)|https?://\S+")]
    private static partial Regex Address();
}
