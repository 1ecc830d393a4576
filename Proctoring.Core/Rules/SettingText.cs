using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Proctoring.Core.Rules;

/// <summary>The explanations of settings, in English: the summaries of their properties, which the build writes beside the
/// assembly. A new setting is explained without a second text.</summary>
public static partial class SettingText
{
    static readonly Lazy<Dictionary<string, string>> Summaries = new(Read);

    /// <summary>The summary of a property; empty if the file is missing or the property has none.</summary>
    public static string Of(PropertyInfo setting) =>
        Summaries.Value.GetValueOrDefault($"P:{setting.DeclaringType!.FullName}.{setting.Name}", "");

    /// <summary>A name in words: "MostToTheSide" is "Most to the side".</summary>
    public static string Words(string name) =>
        name.Length == 0 ? name : name[..1].ToUpperInvariant() + Capitals().Replace(name[1..], part => $" {part.Value.ToLowerInvariant()}");

    static Dictionary<string, string> Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{typeof(SettingText).Assembly.GetName().Name}.xml");
        return File.Exists(path)
            ? XDocument
                .Load(path)
                .Descendants("member")
                .Where(member => member.Attribute("name")!.Value.StartsWith("P:", StringComparison.Ordinal))
                .Where(member => member.Element("summary") is not null)
                .ToDictionary(
                    member => member.Attribute("name")!.Value,
                    member => Plain(member.Element("summary")!),
                    StringComparer.Ordinal
                )
            : [];
    }

    static string Plain(XContainer summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();

    static string Plain(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement link when link.Attribute("cref") is { } target => $"“{Words(target.Value[(target.Value.LastIndexOf('.') + 1)..])}”",
            XElement other => other.Value,
            _ => "",
        };

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capitals();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
