namespace Proctoring.Core.Rules;

/// <summary>The policies at one moment; a change makes a new object, so that readers need no lock.</summary>
internal sealed class KnownPolicies
{
    /// <param name="configured">The policies of the product and of the settings.</param>
    /// <param name="stored">All versions of the stored policies.</param>
    public KnownPolicies(IReadOnlyList<ExamPolicy> configured, IReadOnlyList<ExamPolicy> stored)
    {
        (Configured, Stored, All) = (configured, stored, [.. configured, .. stored]);
        var newest = stored
            .GroupBy(policy => policy.Name)
            .Where(versions => !IsConfigured(versions.Key))
            .Select(versions => versions.MaxBy(policy => policy.Stored!.Version)!)
            .ToList();
        var offered = newest.Where(policy => !policy.Stored!.Archived);
        Offered = [.. configured.Concat(offered).OrderBy(policy => policy.Name, StringComparer.Ordinal)];
        foreach (var policy in All)
            ByReference[policy.Reference] = policy;
        // Exams that chose an archived policy earlier still name it.
        foreach (var policy in newest.Concat(configured))
            Newest[policy.Name] = policy;
    }

    public IReadOnlyList<ExamPolicy> Configured { get; }

    public IReadOnlyList<ExamPolicy> Stored { get; }

    public IReadOnlyList<ExamPolicy> All { get; }

    /// <summary>The policies that a new session can have, ordered by name.</summary>
    public IReadOnlyList<ExamPolicy> Offered { get; }

    /// <summary>The policies by the reference that sessions store: all versions, and those of the product and the settings by
    /// name.</summary>
    public Dictionary<string, ExamPolicy> ByReference { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The policies by name; of a stored one the newest version, also if it is archived.</summary>
    public Dictionary<string, ExamPolicy> Newest { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsConfigured(string name) =>
        Configured.Any(policy => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase));
}
