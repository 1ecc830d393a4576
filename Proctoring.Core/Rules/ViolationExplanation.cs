namespace Proctoring.Core.Rules;

/// <summary>What a violation of a type can and can't tell, for whoever reads it.</summary>
internal static class ViolationExplanation
{
    static readonly Dictionary<string, ViolationRule> Rules = RuleCatalog.Default.Rules.ToDictionary(
        rule => rule.Kind.Id,
        StringComparer.Ordinal
    );

    /// <summary>The explanation of a kept violation; empty for a type that there is no more.</summary>
    /// <param name="type">The rule's id.</param>
    /// <param name="model">What saw it; null where no model of ours did.</param>
    public static string Of(string type, string? model) =>
        !Rules.TryGetValue(type, out var rule) ? ""
        // What models see carries their name: without one, another system told us, and our models must not be said to have seen it.
        : rule.KeepsPicture && model is null ? "Another system reported this; no model of ours saw it."
        : rule.Kind.Explanation;
}
