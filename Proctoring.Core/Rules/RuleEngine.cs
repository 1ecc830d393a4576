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

    /// <summary>Returns whether a rule judges the pictures of the room camera.</summary>
    public bool WatchesRoom(string ruleId) => rules.Exists(entry => entry.Rule.Kind.Id == ruleId && entry.Rule.WatchesRoom);

    /// <summary>Judges one observation; observations arrive in the order of their time.</summary>
    public IReadOnlyList<ViolationChange> Apply(Observation observation)
    {
        List<ViolationChange> changes = [];
        foreach (var (rule, episode) in rules)
        {
            var finding = rule.Judge(observation);
            if (finding is not null && episode.EndUnwatched(finding, observation.At) is { } unwatched)
                changes.Add(unwatched);
            var hasPicture = rule.WatchesRoom ? observation.Room is not null : observation.Frame is not null;
            if (episode.Take(finding, observation.At, hasPicture) is not { } change)
                continue;
            changes.Add(change);
            if (rule.IsInstant && episode.Finish() is { } ended)
                changes.Add(ended);
        }

        return changes;
    }

    /// <summary>Continues episodes that were open when another engine stopped.</summary>
    /// <param name="open">The open spans.</param>
    /// <param name="at">The time until which they were watched, UTC.</param>
    /// <returns>The ids of those that a rule of this engine continues.</returns>
    public IReadOnlySet<Guid> Continue(IEnumerable<ViolationSpan> open, DateTime at)
    {
        HashSet<Guid> continued = [];
        foreach (var span in open)
        {
            if (
                rules.Find(entry => entry.Rule.Kind.Id == span.Kind.Id) is ({ IsInstant: false }, { } episode)
                && episode.Continue(span, at)
            )
                continued.Add(span.Id);
        }

        return continued;
    }

    /// <summary>Returns the areas that a rule marks in an observation; empty if it does not find the violation there.</summary>
    public IReadOnlyList<Box> BoxesOf(string ruleId, Observation observation) =>
        rules.Find(entry => entry.Rule.Kind.Id == ruleId).Rule?.Judge(observation) is { Present: true } finding ? finding.Boxes : [];

    /// <summary>Ends open episodes, because the session ends.</summary>
    public IReadOnlyList<ViolationChange> Finish() => [.. rules.Select(entry => entry.Episode.Finish()).OfType<ViolationChange>()];
}
