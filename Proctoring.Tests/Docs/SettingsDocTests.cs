using System.Reflection;
using System.Text.RegularExpressions;
using Proctoring.Core;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>docs/settings.md lists exactly the settings that the server reads. docs/violations.md lists those of the rules.</summary>
public sealed partial class SettingsDocTests
{
    [Fact]
    public void Each_setting_is_documented_and_each_documented_setting_exists()
    {
        var documented = File.ReadLines(Path.Combine(TestFolders.Root, "docs", "settings.md"))
            .Where(line => line.StartsWith("| `Proctoring:", StringComparison.Ordinal))
            .SelectMany(line => Keys(line.Split('|')[1]))
            .Where(key => !key.Contains('{', StringComparison.Ordinal));

        Assert.Equal(Settings(typeof(ProctoringOptions), ProctoringOptions.Section).Order(), documented.Order());
    }

    /// <summary>The keys of a table cell. The keys after the first one replace its last name.</summary>
    static IEnumerable<string> Keys(string cell)
    {
        var names = Code().Matches(cell).Select(match => match.Groups[1].Value).ToList();
        var section = names[0][..(names[0].LastIndexOf(':') + 1)];
        return names.Select((name, index) => index == 0 ? name : section + name);
    }

    static IEnumerable<string> Settings(Type options, string section) =>
        options
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property =>
                property.PropertyType is { IsClass: true } type && type.Assembly == typeof(ProctoringOptions).Assembly
                    ? Settings(type, $"{section}:{property.Name}")
                    : [$"{section}:{property.Name}"]
            );

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
