using System.Text.Json;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>A named set of the rules' settings and weights, by which a session is judged.</summary>
public sealed class ExamPolicy
{
    /// <summary>The policy where an exam names no other: the rules' own settings.</summary>
    public const string Standard = "standard";

    internal ExamPolicy(
        string name,
        IReadOnlyList<ViolationRule> rules,
        IReadOnlyDictionary<string, double> weights,
        bool secondReviewer,
        bool hostMayPause
    ) => (Name, Rules, Weights, SecondReviewer, HostMayPause) = (name, rules, weights, secondReviewer, hostMayPause);

    public string Name { get; }

    /// <summary>The rules as this policy sets them, ordered by id.</summary>
    public IReadOnlyList<ViolationRule> Rules { get; }

    /// <summary>The weights that this policy names, by rule id, 0–100; see <see cref="WeightOf"/>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>Whether a decision needs a second reviewer who agrees, on a violation and on the session.</summary>
    public bool SecondReviewer { get; }

    /// <summary>Whether the page around an embedded exam may pause the watching. That page is in the candidate's own browser, so that it is
    /// off where nobody says otherwise.</summary>
    public bool HostMayPause { get; }

    /// <summary>How many points of risk one lasting, certain violation of a type is worth by itself, 0–100.</summary>
    /// <param name="ruleId">The type.</param>
    /// <param name="severity">What the weight goes by where the policy names none.</param>
    public double WeightOf(string ruleId, Severity severity) =>
        Weights.TryGetValue(ruleId, out var weight)
            ? weight
            : severity switch
            {
                Severity.High => 30,
                Severity.Medium => 12,
                _ => 4,
            };
}

/// <summary>One setting of one rule, changed for one candidate.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Setting">The setting's name.</param>
/// <param name="Value">Its value, as it would stand in appsettings.json.</param>
public sealed record RuleOverride(string Rule, string Setting, string Value)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>As a session keeps them.</summary>
    public static string? ToJson(IReadOnlyCollection<RuleOverride> overrides) =>
        overrides.Count == 0 ? null : JsonSerializer.Serialize(overrides, Json);

    /// <summary>What a session kept.</summary>
    public static IReadOnlyList<RuleOverride> FromJson(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<RuleOverride>>(json, Json) ?? [];
}
