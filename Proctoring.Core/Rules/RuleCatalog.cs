using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Proctoring.Core.Rules;

/// <summary>All rules there are and the policies that set them. A rule is found by being a class in this assembly.</summary>
public sealed class RuleCatalog
{
    /// <summary>Where the settings lie: <c>Proctoring:Rules:{id}</c>.</summary>
    public const string Section = "Proctoring:Rules";

    /// <summary>Where the policies lie: <c>Proctoring:Policies:{name}:Rules:{id}</c>, <c>…:Weights:{id}</c> and
    /// <c>…:Patience</c>.</summary>
    public const string PoliciesSection = "Proctoring:Policies";

    readonly IConfiguration configuration;

    RuleCatalog(IConfiguration configuration, List<string> mistakes)
    {
        this.configuration = configuration;
        var standing = Discover();
        // Said once, not once a policy.
        mistakes.AddRange(RuleSettings.ConfigureAll(standing, configuration.GetSection(Section)));
        Policies = [.. PolicySettings.Names(configuration).Select(name => Make(name, mistakes))];
    }

    /// <summary>The rules of the standard policy, ordered by id.</summary>
    public IReadOnlyList<ViolationRule> Rules => FindPolicy(ExamPolicy.Standard)!.Rules;

    /// <summary>The policies, ordered by name.</summary>
    public IReadOnlyList<ExamPolicy> Policies { get; }

    /// <summary>The rules and policies with the settings that they have in code.</summary>
    public static RuleCatalog Default { get; } = new(new ConfigurationBuilder().Build(), []);

    /// <summary>Reads the settings; every mistake is said, each with its key.</summary>
    /// <exception cref="ValidationException">The settings name an unknown rule, policy setting or key, or a value out of range.</exception>
    public static RuleCatalog Read(IConfiguration configuration)
    {
        List<string> mistakes = [];
        var catalog = new RuleCatalog(configuration, mistakes);
        return mistakes.Count == 0 ? catalog : throw new ValidationException(string.Join(Environment.NewLine, mistakes));
    }

    /// <summary>The policy of a name; null where there is none.</summary>
    public ExamPolicy? FindPolicy(string name) =>
        Policies.FirstOrDefault(policy => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with a name of a policy, as a sentence that names the known ones.</summary>
    public string NoSuchPolicy(string name) =>
        $"there is no policy \"{name}\"; there are {string.Join(", ", Policies.Select(policy => policy.Name))}";

    /// <summary>An engine for one session under the standard policy.</summary>
    public RuleEngine CreateEngine() => new(Rules);

    /// <summary>An engine for one session.</summary>
    /// <param name="policy">The policy; one that is not known any more is taken as the standard.</param>
    /// <param name="accommodations">What is changed for this candidate; what does not fit is left out, see <see cref="Mistakes"/>.</param>
    public RuleEngine CreateEngine(string policy, IReadOnlyList<RuleOverride> accommodations) => new(RulesOf(policy, accommodations));

    /// <summary>The rules as they are set for one session, switched-off ones too.</summary>
    /// <param name="policy">The policy; one that is not known any more is taken as the standard.</param>
    /// <param name="accommodations">What is changed for this candidate; what does not fit is left out, see <see cref="Mistakes"/>.</param>
    public IReadOnlyList<ViolationRule> RulesOf(string policy, IReadOnlyList<RuleOverride> accommodations)
    {
        var known = FindPolicy(policy) ?? FindPolicy(ExamPolicy.Standard)!;
        if (accommodations.Count == 0)
            return known.Rules;
        // Rules of its own, so that what is changed for one candidate is changed for nobody else.
        var own = Make(known.Name, []);
        PolicySettings.Apply(own.Rules, accommodations);
        return own.Rules;
    }

    /// <summary>What is wrong with changes for a candidate; empty where they fit.</summary>
    public IReadOnlyList<string> Mistakes(IReadOnlyList<RuleOverride> accommodations) =>
        PolicySettings.Apply(Make(ExamPolicy.Standard, []).Rules, accommodations);

    /// <summary>Whether sessions under a policy keep the seconds of sound around a flag.</summary>
    /// <param name="policy">The policy; one that is not known any more keeps none.</param>
    /// <param name="accommodations">What is changed for this candidate. It may take it away, and never bring it: the policy is what they
    /// were told.</param>
    public bool KeepsSound(string policy, IReadOnlyList<RuleOverride> accommodations) =>
        FindPolicy(policy) is { } known && Keeps(known.Rules) && Keeps(RulesOf(policy, accommodations));

    static bool Keeps(IEnumerable<ViolationRule> rules) =>
        rules.OfType<AudioDetectedRule>().Any(rule => rule is { Enabled: true, KeepSound: true });

    ExamPolicy Make(string name, List<string> mistakes)
    {
        var rules = Discover();
        RuleSettings.ConfigureAll(rules, configuration.GetSection(Section));
        return PolicySettings.Make(name, rules, configuration, mistakes);
    }

    static List<ViolationRule> Discover() =>
        [
            .. typeof(RuleCatalog)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(ViolationRule)) && !type.IsAbstract)
                .Select(type => (ViolationRule)Activator.CreateInstance(type)!)
                .OrderBy(rule => rule.Kind.Id, StringComparer.Ordinal),
        ];
}
