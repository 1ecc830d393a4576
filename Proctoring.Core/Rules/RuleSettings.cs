using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Proctoring.Core.Rules;

/// <summary>Applies settings to a rule: to its public properties by name, each checked by its annotations.</summary>
internal static class RuleSettings
{
    /// <summary>Applies the settings of a section, and reports every mistake with its key.</summary>
    public static List<string> Configure(ViolationRule rule, IConfigurationSection section)
    {
        var settings = SettingsOf(rule);
        List<string> mistakes = [];
        foreach (var entry in section.GetChildren())
        {
            var setting = settings.FirstOrDefault(property => string.Equals(property.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
            {
                mistakes.Add(
                    $"{entry.Path}: no such setting; there are "
                        + $"{string.Join(", ", settings.Select(property => property.Name).Order(StringComparer.Ordinal))}"
                );
                continue;
            }

            if (!IsName(entry.Value, setting.PropertyType))
            {
                mistakes.Add($"{entry.Path}: \"{entry.Value}\" is not a {Readable(setting.PropertyType)}");
                continue;
            }

            try
            {
                var value = entry.Get(setting.PropertyType);
                Validator.ValidateProperty(value, new ValidationContext(rule) { MemberName = setting.Name });
                setting.SetValue(rule, value);
            }
            catch (InvalidOperationException)
            {
                mistakes.Add($"{entry.Path}: \"{entry.Value}\" is not a {Readable(setting.PropertyType)}");
            }
            catch (ValidationException mistake)
            {
                mistakes.Add($"{entry.Path}: {mistake.Message}");
            }
        }

        return mistakes;
    }

    /// <summary>Applies each section to the rule that it names.</summary>
    public static List<string> ConfigureAll(IReadOnlyList<ViolationRule> rules, IConfigurationSection sections)
    {
        List<string> mistakes = [];
        foreach (var section in sections.GetChildren())
        {
            if (rules.FirstOrDefault(rule => rule.Kind.Id == section.Key) is { } rule)
                mistakes.AddRange(Configure(rule, section));
            else
                mistakes.Add(NoSuchRule(section.Path, rules));
        }

        return mistakes;
    }

    /// <summary>The mistake in a key that names no rule.</summary>
    public static string NoSuchRule(string path, IReadOnlyList<ViolationRule> rules) =>
        $"{path}: no such rule; there are {string.Join(", ", rules.Select(known => known.Kind.Id))}";

    internal static List<PropertyInfo> SettingsOf(ViolationRule rule) =>
        [.. rule.GetType().GetProperties().Where(property => property.SetMethod is { IsPublic: true })];

    /// <summary>False for a number, or several names, in the place of one name, which the binder accepts. An empty value leaves the
    /// setting unset.</summary>
    static bool IsName(string? value, Type type) =>
        string.IsNullOrWhiteSpace(value)
        || (Nullable.GetUnderlyingType(type) ?? type) is not { IsEnum: true } names
        || Enum.GetNames(names).Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    static string Readable(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type).Name switch
        {
            nameof(TimeSpan) => "time such as 00:00:03",
            nameof(Boolean) => "truth value (true or false)",
            nameof(Int32) => "whole number",
            nameof(Exams.Severity) => "severity (Low, Medium or High)",
            var name => name,
        };
}
