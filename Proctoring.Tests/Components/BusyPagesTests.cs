using System.Text.RegularExpressions;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>A handler that marks its page as busy acts once for two quick clicks, and a failure does not leave a dead button.</summary>
public sealed partial class BusyPagesTests
{
    /// <summary>The load of a page, which no click starts and which a new address may repeat.</summary>
    static readonly string[] Loads = ["StartPage.razor.cs LookAsync"];

    static readonly IReadOnlyList<Handler> Handlers =
    [
        .. from path in Directory.EnumerateFiles(
            Path.Combine(TestFolders.Root, "Proctoring.Web", "Components"),
            "*.cs",
            SearchOption.AllDirectories
        )
        from Match method in Method().Matches(File.ReadAllText(path))
        let body = method.Groups["body"].Value
        let set = Set().Match(body)
        where set.Success
        select new Handler(
            $"{Path.GetFileName(path)} {method.Groups["name"].Value}",
            set.Groups["flag"].Value,
            body[..set.Index],
            body[set.Index..]
        ),
    ];

    [Fact]
    public void The_search_finds_the_handlers_of_all_areas() =>
        Assert.Subset(
            Handlers.Select(handler => handler.Name).ToHashSet(),
            new HashSet<string>
            {
                "ExamProctoring.Checks.cs TakePictureAsync",
                "StartPage.razor.cs OpenAsync",
                "RecordProof.razor.cs ProveAsync",
                "UserDialog.razor.cs SaveAsync",
                "RegradeExamPage.razor.cs StartAsync",
            }
        );

    [Fact]
    public void A_page_is_free_again_after_a_failure() =>
        Assert.Empty(Handlers.Where(handler => !handler.ResetsInFinally).Select(handler => handler.Name));

    [Fact]
    public void A_second_click_finds_the_page_busy() =>
        Assert.Empty(Handlers.Where(handler => !handler.IsGuarded && !Loads.Contains(handler.Name)).Select(handler => handler.Name));

    /// <summary>A method with its body, as the formatter writes it.</summary>
    [GeneratedRegex(@"\n    [^\n /\[][^\n;]*?(?<name>\w+)\([^;{]*?\)\n    \{\n(?<body>.*?)\n    \}", RegexOptions.Singleline)]
    private static partial Regex Method();

    [GeneratedRegex(@"(?<![\w.])(?<flag>busy|starting|running|recording) = true|\((?<flag>busy|starting|recording)\b[^)]*\) = \(true")]
    private static partial Regex Set();

    /// <summary>A method that marks its page as busy.</summary>
    /// <param name="Name">The file and the method.</param>
    /// <param name="Flag">The field.</param>
    /// <param name="Before">The code before the mark.</param>
    /// <param name="After">The mark and the code after it.</param>
    sealed record Handler(string Name, string Flag, string Before, string After)
    {
        public bool ResetsInFinally => Regex.IsMatch(After, $@"finally\s*\{{[^}}]*\b{Flag} = (false|over|opened);");

        /// <summary>Whether nothing is awaited between the look at the mark and the mark.</summary>
        public bool IsGuarded =>
            Regex.Match(Before, $@"(if|while) \([^;]*?\b{Flag}\b", RegexOptions.RightToLeft) is { Success: true } look
            && !Before[look.Index..].Contains("await", StringComparison.Ordinal);
    }
}
