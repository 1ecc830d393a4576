using System.Globalization;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Reads the values of a section of a policy. A missing or wrong value leaves the one that applied before, and a wrong one is
/// reported with its key.</summary>
/// <param name="section">The section.</param>
/// <param name="mistakes">Receives the mistakes.</param>
internal sealed class PolicySection(IConfigurationSection section, List<string> mistakes)
{
    public bool Flag(string key, bool standing)
    {
        if (section[key] is not { } asked)
            return standing;
        if (bool.TryParse(asked, out var flag))
            return flag;
        Refuse(key, asked, "is neither true nor false");
        return standing;
    }

    /// <param name="key">The key.</param>
    /// <param name="standing">The value that applied before.</param>
    /// <param name="names">The values as a mistake lists them.</param>
    public TEnum Choice<TEnum>(string key, TEnum standing, string names)
        where TEnum : struct, Enum
    {
        if (section[key] is not { } asked)
            return standing;
        if (Enum.GetNames<TEnum>().Contains(asked, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<TEnum>(asked, ignoreCase: true);
        Refuse(key, asked, $"is not one of {names}");
        return standing;
    }

    public ScreenCapture Screen(string key, ScreenCapture standing)
    {
        if (section[key] is not { } asked)
            return standing;
        if (ScreenCapture.Parse(asked) is { } known)
            return known;
        Refuse(key, asked, $"is not one of {ScreenCapture.Forms}");
        return standing;
    }

    public TimeSpan Time(string key, TimeSpan standing, TimeSpan least, TimeSpan most)
    {
        if (section[key] is not { } asked)
            return standing;
        if (TimeSpan.TryParse(asked, CultureInfo.InvariantCulture, out var time) && time >= least && time <= most)
            return time;
        Refuse(key, asked, $"is not a time from {least:c} to {most:c}");
        return standing;
    }

    /// <summary>Returns a number; null if it is missing or wrong.</summary>
    public double? Number(string key, double least, double most) => section[key] is { } asked ? Number(key, asked, least, most) : null;

    /// <summary>Reads the policy's own periods, in days.</summary>
    public void ReadRetention(string key, Dictionary<string, int> retention)
    {
        foreach (var entry in section.GetSection(key).GetChildren())
        {
            if (!ExamPolicy.RetentionKeys.TryGetValue(entry.Key, out var name))
                mistakes.Add($"{entry.Path}: no such setting; there are {string.Join(", ", ExamPolicy.RetentionKeys)}");
            else if (
                int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days <= ExamPolicy.LongestRetention
            )
                retention[name] = days;
            else
                Refuse(
                    $"{key}:{entry.Key}",
                    entry.Value,
                    string.Create(CultureInfo.InvariantCulture, $"is not a whole number from 0 to {ExamPolicy.LongestRetention}")
                );
        }
    }

    /// <summary>Reads the weights of rules by id.</summary>
    public void ReadWeights(string key, List<ViolationRule> rules, Dictionary<string, double> weights)
    {
        foreach (var entry in section.GetSection(key).GetChildren())
        {
            if (rules.All(rule => rule.Kind.Id != entry.Key))
                mistakes.Add(RuleSettings.NoSuchRule(entry.Path, rules));
            else if (Number($"{key}:{entry.Key}", entry.Value, 0, 100) is { } weight)
                weights[entry.Key] = weight;
        }
    }

    double? Number(string key, string? value, double least, double most)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Refuse(key, value, string.Create(CultureInfo.InvariantCulture, $"is not a number from {least} to {most}"));
        return null;
    }

    void Refuse(string key, string? value, string mistake) => mistakes.Add($"{section.Path}:{key}: \"{value}\" {mistake}");
}
