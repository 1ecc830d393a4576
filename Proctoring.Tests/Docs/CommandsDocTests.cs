using System.Text.RegularExpressions;
using Proctoring.Tests.Support;
using Proctoring.Tools;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>docs/commands.md lists exactly the commands and tools that exist, with their options.</summary>
public sealed partial class CommandsDocTests
{
    [Fact]
    public void Each_command_with_its_options_is_documented_and_each_documented_one_exists()
    {
        var documented = File.ReadLines(Path.Combine(TestFolders.Root, "docs", "commands.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => CellEnd().Split(line)[1].Trim(' ', '`'));

        Assert.Equal(Described(Verb.Server.Concat(ToolsProgram.Verbs).Select(verb => verb.Usage)), Described(documented));
    }

    /// <summary>The commands with their options: "key --expires --test".</summary>
    static IEnumerable<string> Described(IEnumerable<string> usages) =>
        usages
            .GroupBy(usage => Name().Match(usage).Value)
            // A row of options only is about the program.
            .Where(command => command.Key.Length > 0)
            .Select(command => string.Join(' ', command.SelectMany(Options).Distinct().Order(StringComparer.Ordinal).Prepend(command.Key)))
            .Order(StringComparer.Ordinal);

    static IEnumerable<string> Options(string usage) => Option().Matches(usage).Select(match => match.Value);

    [GeneratedRegex("^[a-z][a-z-]*")]
    private static partial Regex Name();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();
}
