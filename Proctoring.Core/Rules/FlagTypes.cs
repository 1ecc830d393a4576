namespace Proctoring.Core.Rules;

/// <summary>Properties of stored flags that follow from their type. A type that no longer exists has the usual ones.</summary>
internal static class FlagTypes
{
    static readonly Dictionary<string, ViolationRule> Known = RuleCatalog.Default.Rules.ToDictionary(
        rule => rule.Kind.Id,
        StringComparer.Ordinal
    );

    /// <summary>The types on which a reviewer need not decide.</summary>
    public static IReadOnlyList<string> WithoutDecision { get; } =
    [.. Known.Values.Where(rule => !rule.NeedsDecision).Select(rule => rule.Kind.Id)];

    public static bool NeedsDecision(string type) => !Known.TryGetValue(type, out var rule) || rule.NeedsDecision;

    public static bool ConcernsIdentity(string type) => Known.TryGetValue(type, out var rule) && rule.ConcernsIdentity;
}
