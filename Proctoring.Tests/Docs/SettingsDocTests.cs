using System.Globalization;
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
        var documented = Rows().SelectMany(row => row.Keys);

        Assert.Equal(Settings(typeof(ProctoringOptions), ProctoringOptions.Section).Order(), documented.Order());
    }

    /// <summary>Other defaults are described in words.</summary>
    [Fact]
    public void A_documented_value_is_the_default()
    {
        var values = Rows().SelectMany(row => row.Keys.Zip(Defaults(row))).Where(pair => Value().IsMatch(pair.Second)).ToList();

        Assert.True(values.Count > 80, $"Only {values.Count} rows have a value.");
        Assert.All(values, pair => Assert.Equal(pair.Second.Trim('`'), DefaultOf(pair.First), StringComparer.OrdinalIgnoreCase));
    }

    static IEnumerable<(IReadOnlyList<string> Keys, string Default)> Rows() =>
        File.ReadLines(Path.Combine(TestFolders.Root, "docs", "settings.md"))
            .Where(line => line.StartsWith("| `Proctoring:", StringComparison.Ordinal))
            .Select(line => line.Split('|'))
            .Select(cells => ((IReadOnlyList<string>)[.. Keys(cells[1])], cells[2].Trim()))
            .Where(row => !row.Item1[0].Contains('{', StringComparison.Ordinal));

    /// <summary>One default for each key of a row, which may give one for all.</summary>
    static IEnumerable<string> Defaults((IReadOnlyList<string> Keys, string Default) row) =>
        row.Default.Split(", ") is { Length: > 1 } several ? several : Enumerable.Repeat(row.Default, row.Keys.Count);

    static string DefaultOf(string key)
    {
        object? value = new ProctoringOptions();
        foreach (var name in key.Split(':').Skip(1))
            value = value!.GetType().GetProperty(name)!.GetValue(value);
        return value switch
        {
            null or "" or Array { Length: 0 } => "empty",
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            IFormattable formatted => formatted.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
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

    /// <summary>A value, or "empty".</summary>
    [GeneratedRegex(@"^(`[^`]+`|[\d.]+|empty)$")]
    private static partial Regex Value();
}
