using System.Text.RegularExpressions;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>Each decision record has a number, a date, a status and a summary, and the index lists it.</summary>
public sealed partial class DecisionRecordTests
{
    const string Folder = "docs/decisions";

    public static TheoryData<string> Records { get; } =
    [
        .. MarkdownPage.Paths.Where(path =>
            path.StartsWith(Folder, StringComparison.Ordinal) && !path.EndsWith("README.md", StringComparison.Ordinal)
        ),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_has_date_status_and_summary_and_is_in_the_index(string path)
    {
        var name = Path.GetFileName(path);

        Assert.Matches(Head(), File.ReadAllText(Path.Combine(TestFolders.Root, path)));
        Assert.StartsWith($"# {name[..4]} ", File.ReadAllText(Path.Combine(TestFolders.Root, path)));
        Assert.Contains(MarkdownPage.Read($"{Folder}/README.md").Links, link => link.Address == name);
    }

    [GeneratedRegex(@"\A# \d{4} .+\n\nDate: \d{4}-\d\d-\d\d[^\n]*\. Status: (accepted|superseded)[^\n]*\.\n\n\*\*Summary\.\*\* ")]
    private static partial Regex Head();
}
