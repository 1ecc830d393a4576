using System.Globalization;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Writes the effective settings of a policy in the form of appsettings.json, so that they no longer depend on it.</summary>
internal static class PolicySnapshot
{
    /// <summary>Returns the settings by key: <c>SecondReviewer</c>, <c>Rules:tab_switch:HoldFor</c>, <c>Weights:tab_switch</c>,
    /// <c>Retention:PictureDays</c>. A setting that the policy leaves open has no key.</summary>
    public static SortedDictionary<string, string> Of(ExamPolicy policy)
    {
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (var property in PolicySettings.Properties)
            settings[property.Name] = Text(property.GetValue(policy))!;
        foreach (var (name, days) in policy.Retention)
            settings[$"Retention:{name}"] = Text(days)!;
        foreach (var (rule, weight) in policy.Weights)
            settings[$"Weights:{rule}"] = Text(weight)!;
        foreach (var rule in policy.Rules)
        {
            foreach (var property in RuleSettings.SettingsOf(rule))
                if (Text(property.GetValue(rule)) is { } value)
                    settings[$"Rules:{rule.Kind.Id}:{property.Name}"] = value;
            // A later release may give the kind another severity, and a version must keep its own.
            settings[$"Rules:{rule.Kind.Id}:{nameof(rule.Severity)}"] = Text(rule.EffectiveSeverity)!;
        }

        return settings;
    }

    static string? Text(object? value) =>
        value switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            FlagEvidence or RoomCameraUse => value.ToString()!.ToLowerInvariant(),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
