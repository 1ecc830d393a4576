using System.Text.RegularExpressions;

namespace Proctoring.Tests.Support;

/// <summary>The code blocks of a document, so that tests run what it shows.</summary>
internal static partial class DocumentedCode
{
    /// <summary>The blocks that name their file in the first line: "// lib/proctoring.js".</summary>
    public static IReadOnlyDictionary<string, string> FilesOf(string document) =>
        Blocks(document)
            .Select(code => (File: FileName().Match(code), Code: code))
            .Where(block => block.File.Success)
            .ToDictionary(block => block.File.Groups[1].Value, block => block.Code);

    /// <summary>The only block that contains a text.</summary>
    public static string With(string document, string text) =>
        Blocks(document).Single(code => code.Contains(text, StringComparison.Ordinal));

    static IEnumerable<string> Blocks(string document) =>
        Fence().Matches(File.ReadAllText(Path.Combine(TestFolders.Root, document))).Select(block => block.Groups[1].Value);

    [GeneratedRegex(@"^```jsx?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^// (\S+\.(?:js|jsx|mjs))\n")]
    private static partial Regex FileName();
}
