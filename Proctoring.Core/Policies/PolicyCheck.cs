using Microsoft.Extensions.Options;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Policies;

/// <summary>Checks the settings of a policy as the start of the server does.</summary>
internal sealed class PolicyCheck(RuleCatalog rules, IOptions<ProctoringOptions> options)
{
    /// <summary>Makes the policy of these settings and finds all mistakes; with mistakes, the policy has the defaults in their
    /// place.</summary>
    /// <param name="name">The name of the policy.</param>
    /// <param name="settings">The settings; the keys are those below <c>Proctoring:Policies:{name}</c>.</param>
    public (ExamPolicy Policy, IReadOnlyList<PolicyMistake> Mistakes) Check(string name, IReadOnlyDictionary<string, string> settings)
    {
        List<string> found = [];
        var policy = rules.Draft(name, settings, found);
        var prefix = $"{RuleCatalog.PoliciesSection}:{name}:";
        List<PolicyMistake> mistakes = [.. found.Select(mistake => Read(mistake, prefix))];
        var shortest = CameraLostRule.ShortestSilence(options.Value.Frames.LongestIntervalMs);
        foreach (var rule in policy.Rules.OfType<CameraLostRule>().Where(rule => rule.Enabled && rule.Silence < shortest))
            mistakes.Add(
                new(
                    $"Rules:{rule.Kind.Id}:{nameof(rule.Silence)}",
                    $"must be at least {shortest:c}, one and a half times the longest time between frames, or a busy server accuses every "
                        + "candidate"
                )
            );
        return (policy, mistakes);
    }

    static PolicyMistake Read(string mistake, string prefix)
    {
        var text = mistake.StartsWith(prefix, StringComparison.Ordinal) ? mistake[prefix.Length..] : mistake;
        var end = text.IndexOf(": ", StringComparison.Ordinal);
        return end < 0 ? new("", text) : new(text[..end], text[(end + 2)..]);
    }
}

/// <summary>A mistake in a policy.</summary>
/// <param name="Field">The key of the setting below <c>Proctoring:Policies:{name}</c>, or <c>name</c>, <c>note</c>.</param>
/// <param name="Message">The mistake, without the key.</param>
public sealed record PolicyMistake(string Field, string Message);

/// <summary>A policy cannot be stored as it is.</summary>
public sealed class PolicyRefusedException(IReadOnlyList<PolicyMistake> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes.Select(mistake => $"{mistake.Field}: {mistake.Message}")))
{
    public PolicyRefusedException(string field, string message)
        : this([new PolicyMistake(field, message)]) { }

    public IReadOnlyList<PolicyMistake> Mistakes { get; } = mistakes;
}
