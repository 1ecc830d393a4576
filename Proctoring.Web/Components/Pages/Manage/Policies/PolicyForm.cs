using Proctoring.Core.Policies;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>The settings of a policy while an administrator changes them.</summary>
public sealed class PolicyForm(IReadOnlyDictionary<string, string> saved)
{
    readonly Dictionary<string, string> values = new(saved, StringComparer.Ordinal);

    /// <summary>Returns a value as it is typed; empty for none.</summary>
    public string Get(string key) => values.GetValueOrDefault(key, "");

    public void Set(string key, string value)
    {
        // A setting that may be open has no key then; an empty value of another is a mistake that the check names.
        if (value.Length == 0 && !saved.ContainsKey(key))
            values.Remove(key);
        else
            values[key] = value;
    }

    /// <summary>The settings to check and to store.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        values.Where(entry => entry.Value.Length > 0 || !IsOptional(entry.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The settings that differ from the saved ones.</summary>
    public IReadOnlyList<SettingChange> Changes => [.. PolicyDifference.Between(saved, Settings)];

    /// <summary>Whether a setting below a prefix differs.</summary>
    public bool IsChanged(string prefix) => Changes.Any(change => change.Key.StartsWith(prefix, StringComparison.Ordinal));

    static bool IsOptional(string key) =>
        key.StartsWith("Weights:", StringComparison.Ordinal) || key.StartsWith("Retention:", StringComparison.Ordinal);
}
