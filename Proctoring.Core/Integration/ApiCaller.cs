using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>Who calls the API: a server with a key, a candidate's browser with the token of its exam, or, where the API is open, anybody.</summary>
/// <param name="KeyId">The key; null for the others.</param>
/// <param name="Access">The candidate's right to one session; null for the others.</param>
/// <param name="Scopes">What a key may do.</param>
internal sealed record ApiCaller(Guid? KeyId, SessionAccess? Access, IReadOnlyList<string> Scopes)
{
    /// <summary>Anybody, where the API is open; they see what was started openly.</summary>
    public static ApiCaller Anybody { get; } = new(null, null, []);

    public static ApiCaller Key(Guid id, IReadOnlyList<string> scopes) => new(id, null, scopes);

    public static ApiCaller Candidate(SessionAccess access) => new(null, access, []);

    public bool Has(string scope) => Scopes.Contains(scope);
}
