using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>All rules and the policies that configure them. Every rule class in this assembly is included.</summary>
public sealed class RuleCatalog
{
    /// <summary>The section of the rules' settings: <c>Proctoring:Rules:{id}</c>.</summary>
    public const string Section = "Proctoring:Rules";

    /// <summary>The section of the policies: <c>Proctoring:Policies:{name}:Rules:{id}</c>, <c>…:Weights:{id}</c> and
    /// <c>…:Patience</c>.</summary>
    public const string PoliciesSection = "Proctoring:Policies";

    readonly IConfiguration configuration;
    readonly Lock change = new();
    volatile KnownPolicies known;

    RuleCatalog(IConfiguration configuration, List<string> mistakes)
    {
        this.configuration = configuration;
        var standing = Discover();
        // Reported once, not once per policy.
        mistakes.AddRange(RuleSettings.ConfigureAll(standing, configuration.GetSection(Section)));
        known = new([.. PolicySettings.Names(configuration).Select(name => Make(name, mistakes))], []);
    }

    /// <summary>The rules of the standard policy, ordered by id.</summary>
    public IReadOnlyList<ViolationRule> Rules => FindPolicy(ExamPolicy.Standard)!.Rules;

    /// <summary>The policies that a new session can have, ordered by name; of a stored one the newest version.</summary>
    public IReadOnlyList<ExamPolicy> Policies => known.Offered;

    /// <summary>The policies that a session can have, also an earlier one: all versions, and archived policies.</summary>
    public IReadOnlyList<ExamPolicy> AllVersions => known.All;

    /// <summary>The rules and policies with the settings of the code.</summary>
    public static RuleCatalog Default { get; } = new(new ConfigurationBuilder().Build(), []);

    /// <summary>Reads the settings and reports every mistake with its key.</summary>
    /// <exception cref="ValidationException">The settings name an unknown rule, policy setting or key, or a value out of range.</exception>
    public static RuleCatalog Read(IConfiguration configuration)
    {
        List<string> mistakes = [];
        var catalog = new RuleCatalog(configuration, mistakes);
        return mistakes.Count == 0 ? catalog : throw new ValidationException(string.Join(Environment.NewLine, mistakes));
    }

    /// <summary>Returns the policy that an exam or a call names; null if there is none.</summary>
    /// <param name="name">The name, which stands for the newest version, or a <see cref="ExamPolicy.Reference"/>.</param>
    public ExamPolicy? FindPolicy(string name)
    {
        // A change between two reads must not mix old and new policies.
        var now = known;
        return now.Newest.GetValueOrDefault(name) ?? now.ByReference.GetValueOrDefault(name);
    }

    /// <summary>Returns the policy that a session was opened with; null if it no longer exists. A name without a version stands for a
    /// policy of the product or the settings, never for a stored policy of the same name.</summary>
    /// <param name="reference">The <see cref="ExamPolicy.Reference"/> that the session stores.</param>
    public ExamPolicy? FindOfSession(string reference) => known.ByReference.GetValueOrDefault(reference);

    /// <summary>Returns the policy for a new session; null if there is none, or it is archived or an earlier version.</summary>
    public ExamPolicy? FindOffered(string name) => FindPolicy(name) is { } found && known.Offered.Contains(found) ? found : null;

    /// <summary>Adds versions of policies that were stored; a version that is known stays.</summary>
    /// <returns>The mistakes and adjustments. A setting that a later version of the product no longer has is ignored, so that old
    /// sessions keep the rest.</returns>
    internal IReadOnlyList<string> Take(IReadOnlyCollection<StoredPolicy> versions)
    {
        List<string> mistakes = [];
        lock (change)
        {
            var added = versions.Where(version => !known.ByReference.ContainsKey(version.Reference)).ToList();
            if (added.Count == 0)
                return mistakes;
            mistakes.AddRange(
                added
                    .Select(version => version.Name)
                    .Distinct()
                    .Where(name => known.IsConfigured(name))
                    .Select(name => $"{PoliciesSection}:{name}: a stored policy has this name too; new sessions get that of the settings")
            );
            List<ExamPolicy> made = [.. added.Select(version => Make(version, mistakes))];
            mistakes.AddRange(
                made.SelectMany(policy => policy.Adjustments.Select(changed => $"{PoliciesSection}:{policy.Reference}:{changed}"))
            );
            known = new(known.Configured, [.. known.Stored, .. made]);
        }

        return mistakes;
    }

    /// <summary>Makes a policy that is not stored yet, and reports every mistake with its key.</summary>
    internal ExamPolicy Draft(string name, IReadOnlyDictionary<string, string> settings, List<string> mistakes) =>
        PolicySettings.Make(new StoredPolicy(name, 0, false, settings), RulesFor(settings.Keys), TimeSpan.Zero, mistakes);

    /// <summary>Whether a policy of this name is in the product or in the settings.</summary>
    internal bool IsConfigured(string name) => known.IsConfigured(name);

    /// <summary>Whether a policy is the product's own and the settings do not change it.</summary>
    internal bool IsProducts(ExamPolicy policy) => policy.Stored is null && PolicySettings.IsProducts(policy.Name, configuration);

    /// <summary>Describes the mistake in a policy's name, as a sentence with the known names.</summary>
    public string NoSuchPolicy(string name) =>
        $"there is no policy \"{name}\"; there are {string.Join(", ", Policies.Select(policy => policy.Name))}";

    /// <summary>Creates an engine for one session under the standard policy.</summary>
    public RuleEngine CreateEngine() => new(Rules);

    /// <summary>Creates an engine for one session.</summary>
    /// <param name="policy">The policy that the session stores; an unknown one counts as the standard.</param>
    /// <param name="accommodations">The candidate's overrides; invalid ones are ignored, see <see cref="Mistakes"/>.</param>
    public RuleEngine CreateEngine(string policy, IReadOnlyList<RuleOverride> accommodations) => new(RulesOf(policy, accommodations));

    /// <summary>Creates an engine for one session under a policy that may be a draft.</summary>
    internal RuleEngine CreateEngine(ExamPolicy policy, IReadOnlyList<RuleOverride> accommodations) =>
        new(RulesOf(policy, accommodations));

    /// <summary>Returns the rules with the settings of one session, including switched-off ones.</summary>
    /// <param name="policy">The policy that the session stores; an unknown one counts as the standard.</param>
    /// <param name="accommodations">The candidate's overrides; invalid ones are ignored, see <see cref="Mistakes"/>.</param>
    public IReadOnlyList<ViolationRule> RulesOf(string policy, IReadOnlyList<RuleOverride> accommodations) =>
        RulesOf(FindOfSession(policy) ?? FindPolicy(ExamPolicy.Standard)!, accommodations);

    IReadOnlyList<ViolationRule> RulesOf(ExamPolicy policy, IReadOnlyList<RuleOverride> accommodations)
    {
        if (accommodations.Count == 0)
            return policy.Rules;
        // A separate set of rules, so that an override for one candidate affects no other.
        var own = policy.Stored is { } stored ? Make(stored, []) : Make(policy.Name, []);
        PolicySettings.Apply(own.Rules, accommodations);
        PolicyAdjustment.Apply(own.Rules, CameraLostRule.ShortestSilence(configuration));
        return own.Rules;
    }

    /// <summary>Returns the mistakes in a candidate's overrides; empty if there are none.</summary>
    public IReadOnlyList<string> Mistakes(IReadOnlyList<RuleOverride> accommodations)
    {
        var rules = Make(ExamPolicy.Standard, []).Rules;
        var mistakes = PolicySettings.Apply(rules, accommodations);
        var adjusted = PolicyAdjustment.Apply(rules, CameraLostRule.ShortestSilence(configuration));
        return [.. mistakes, .. adjusted.Select(setting => setting.ToString())];
    }

    /// <summary>Returns whether sessions under a policy store the audio around a flag.</summary>
    /// <param name="policy">The policy that the session stores; an unknown one stores none.</param>
    /// <param name="accommodations">The candidate's overrides. They may switch storing off, and never on, because candidates read the
    /// policy's notice.</param>
    public bool KeepsSound(string policy, IReadOnlyList<RuleOverride> accommodations) =>
        FindOfSession(policy) is { } found && Keeps(found.Rules) && Keeps(RulesOf(found, accommodations));

    /// <summary>Returns the pictures that sessions under a policy store with a flag.</summary>
    /// <param name="policy">The policy that the session stores; an unknown one stores single pictures.</param>
    public FlagEvidence EvidenceOf(string policy) => FindOfSession(policy)?.Evidence ?? FlagEvidence.Still;

    /// <summary>The pictures that a session of a policy stores with a flag: never more than its candidate agreed to.</summary>
    /// <param name="policy">The policy that the session stores.</param>
    /// <param name="agreed">The pictures in the notice that the candidate read; null for a notice from before it named them.</param>
    public FlagEvidence EvidenceOf(string policy, FlagEvidence? agreed) =>
        EvidenceOf(policy) is var asked && asked < (agreed ?? FlagEvidence.Still) ? asked : agreed ?? FlagEvidence.Still;

    /// <summary>The pictures of the screen that a session of a policy stores: never more than its candidate agreed to. An unknown policy
    /// stores none.</summary>
    public ScreenCapture ScreenOf(string policy, ScreenCapture agreed) =>
        FindOfSession(policy) is { } found ? found.Screen.AtMost(agreed) : ScreenCapture.Off;

    /// <summary>Whether sessions under a policy use a phone as room camera: only if the candidate agreed to it. An unknown policy uses
    /// none.</summary>
    /// <param name="policy">The policy that the session stores.</param>
    /// <param name="agreed">Whether the notice that the candidate read named the phone; null for a notice from before.</param>
    public RoomCameraUse RoomCameraOf(string policy, bool? agreed) =>
        agreed == true ? FindOfSession(policy)?.RoomCamera ?? RoomCameraUse.Off : RoomCameraUse.Off;

    static bool Keeps(IEnumerable<ViolationRule> rules) =>
        rules.OfType<AudioDetectedRule>().Any(rule => rule is { Enabled: true, KeepSound: true });

    ExamPolicy Make(string name, List<string> mistakes) => PolicySettings.Make(name, General(), configuration, mistakes);

    ExamPolicy Make(StoredPolicy stored, List<string> mistakes) =>
        PolicySettings.Make(stored, RulesFor(stored.Settings.Keys), CameraLostRule.ShortestSilence(configuration), mistakes);

    /// <summary>The rules that a stored version starts from. A rule that it has settings of starts from the defaults of the code, so that
    /// the operator's general settings never change it; a rule that the product added later has the general settings.</summary>
    List<ViolationRule> RulesFor(IEnumerable<string> keys)
    {
        var saved = keys.Select(key => key.Split(':')).Where(parts => parts is ["Rules", _, _]).Select(parts => parts[1]).ToHashSet();
        return [.. Discover().Zip(General(), (own, general) => saved.Contains(own.Kind.Id) ? own : general)];
    }

    /// <summary>The rules with the operator's general settings.</summary>
    List<ViolationRule> General()
    {
        var rules = Discover();
        RuleSettings.ConfigureAll(rules, configuration.GetSection(Section));
        return rules;
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
