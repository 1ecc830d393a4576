using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Api;

/// <summary>Lists the rules with the settings of a policy.</summary>
internal static class RulesApi
{
    static readonly ApiRight Right = new(ApiScopes.Results, Openly: true);

    public static void Map(ApiRoutes routes) =>
        routes.Get(
            null,
            "rules",
            Right,
            new("The rules with their settings", null, typeof(RulesData), 200, 400)
            {
                Queries = [new("policy", "The policy; standard by default.")],
            },
            Answer
        );

    static ApiAnswer Answer(HttpContext context, RuleCatalog rules)
    {
        var name = new ApiQuery(context.Request.Query).Text("policy", 64) ?? ExamPolicy.Standard;
        var policy = rules.FindPolicy(name) ?? throw CallRefusedException.Field("policy", $": {rules.NoSuchPolicy(name)}");
        return ApiAnswer.Ok(
            "Rules",
            new RulesData(
                policy.Reference,
                [.. rules.Policies.Select(known => known.Name)],
                [.. policy.Rules.Select(rule => RuleData.Of(rule, policy))]
            )
        );
    }
}

/// <summary>The answer of rules.</summary>
internal sealed record RulesData(string Policy, IReadOnlyList<string> Policies, IReadOnlyList<RuleData> Rules);

/// <summary>A rule.</summary>
internal sealed record RuleData(
    [property: KnownValues(KnownValueSet.RuleIds)] string Id,
    string Title,
    Severity Severity,
    bool Enabled,
    string Explanation,
    string Advice,
    double Weight,
    IReadOnlyDictionary<string, object?> Settings
)
{
    public static RuleData Of(ViolationRule rule, ExamPolicy policy) =>
        new(
            rule.Kind.Id,
            RuleText.Title(rule.Kind),
            rule.EffectiveSeverity,
            rule.Enabled,
            RuleText.Explanation(rule.Kind),
            RuleText.Advice(rule.Kind),
            policy.WeightOf(rule.Kind.Id, rule.EffectiveSeverity),
            RuleSettings
                .SettingsOf(rule)
                .OrderBy(setting => setting.Name, StringComparer.Ordinal)
                .ToDictionary(setting => ApiJson.Name(setting.Name), setting => setting.GetValue(rule))
        );
}
