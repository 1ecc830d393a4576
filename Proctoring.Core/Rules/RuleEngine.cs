using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Turns the observations of one session into changes of violations. Pure: its only clock is that of the observations, and it does
/// no I/O, so that a session can be replayed. Not thread-safe: one session, one reader.</summary>
public sealed class RuleEngine
{
    readonly List<(ViolationRule Rule, Episode Episode)> rules;

    /// <summary>Creates an engine for one session with these rules.</summary>
    public RuleEngine(IEnumerable<ViolationRule> rules) =>
        this.rules = [.. rules.Where(rule => rule.Enabled).Select(rule => (rule, new Episode(rule)))];

    /// <summary>Returns whether a rule applies in this session.</summary>
    public bool Applies(string ruleId) => rules.Exists(entry => entry.Rule.Kind.Id == ruleId);

    /// <summary>Judges one observation; observations arrive in the order of their time.</summary>
    public IReadOnlyList<ViolationChange> Apply(Observation observation)
    {
        List<ViolationChange> changes = [];
        foreach (var (rule, episode) in rules)
        {
            if (episode.Take(rule.Judge(observation), observation.At, observation.Frame is not null) is not { } change)
                continue;
            changes.Add(change);
            if (rule.IsInstant && episode.Finish() is { } ended)
                changes.Add(ended);
        }

        return changes;
    }

    /// <summary>Ends open episodes, because the session ends.</summary>
    public IReadOnlyList<ViolationChange> Finish() => [.. rules.Select(entry => entry.Episode.Finish()).OfType<ViolationChange>()];
}
