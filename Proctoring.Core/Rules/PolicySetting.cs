using System.Reflection;

namespace Proctoring.Core.Rules;

/// <summary>The kind of a setting's value.</summary>
public enum SettingKind
{
    Flag,
    Number,

    /// <summary>A time such as 00:00:03.</summary>
    Duration,

    /// <summary>One of <see cref="PolicySetting.Choices"/>.</summary>
    Choice,
}

/// <summary>One setting of a policy, for a form.</summary>
/// <param name="Key">Its key below <c>Proctoring:Policies:{name}</c>.</param>
/// <param name="Label">Its name in words.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="Explanation">Its effect, unit and range; empty if there is no text.</param>
public sealed record PolicySetting(string Key, string Label, SettingKind Kind, string Explanation)
{
    /// <summary>The values of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether it may have no value, and what applies then; null if it must have one.</summary>
    public string? WhenEmpty { get; init; }

    /// <summary>The settings of a policy that are not of a rule.</summary>
    public static IReadOnlyList<PolicySetting> General { get; } =
        [.. PolicySettings.Properties.Select(property => Of(property, property.Name))];

    /// <summary>The periods of a policy.</summary>
    public static IReadOnlyList<PolicySetting> Periods { get; } =
        [
            .. ExamPolicy.RetentionKeys.Select(key =>
                Of(typeof(RetentionOptions).GetProperty(key)!, $"Retention:{key}") with
                {
                    WhenEmpty = "as the installation",
                    Explanation = "Days after which this data of the policy's sessions is deleted, 0–36500; 0 never deletes it.",
                }
            ),
        ];

    /// <summary>The settings of a rule, its weight last.</summary>
    public static IReadOnlyList<PolicySetting> Of(ViolationRule rule) =>
        [
            .. RuleSettings
                .SettingsOf(rule)
                .OrderBy(property => property.DeclaringType == typeof(ViolationRule) ? 0 : 1)
                .Select(property => Of(property, $"Rules:{rule.Kind.Id}:{property.Name}")),
            new(
                $"Weights:{rule.Kind.Id}",
                "Weight",
                SettingKind.Number,
                "The points that one long, certain violation adds to the risk score, 0–100."
            )
            {
                WhenEmpty = "by severity: High 30, Medium 12, Low 4",
            },
        ];

    static PolicySetting Of(PropertyInfo property, string key)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind =
            type == typeof(bool) ? SettingKind.Flag
            : type == typeof(TimeSpan) ? SettingKind.Duration
            : type.IsEnum ? SettingKind.Choice
            : SettingKind.Number;
        return new PolicySetting(key, SettingText.Words(property.Name), kind, SettingText.Of(property))
        {
            Choices =
                !type.IsEnum ? []
                : property.Name is nameof(ExamPolicy.Evidence) or nameof(ExamPolicy.RoomCamera) ? LowerCase(type)
                : Enum.GetNames(type),
        };
    }

    static string[] LowerCase(Type type) => [.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())];
}
