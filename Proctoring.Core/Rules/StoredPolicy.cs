using System.Globalization;

namespace Proctoring.Core.Rules;

/// <summary>One version of a policy that administrators wrote in the browser. A version never changes.</summary>
/// <param name="Name">The name, without the version.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Archived">Whether new sessions cannot choose the policy from this version on.</param>
/// <param name="Settings">All its settings; the keys are those below <c>Proctoring:Policies:{name}</c>.</param>
internal sealed record StoredPolicy(string Name, int Version, bool Archived, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The form in which a session names the version.</summary>
    public string Reference => ReferenceOf(Name, Version);

    public static string ReferenceOf(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}@{version}");
}
