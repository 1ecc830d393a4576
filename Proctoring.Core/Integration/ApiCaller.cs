using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>
/// A caller of the API: another system's server with a key, a candidate's browser with the token of its exam, or, if the API is open,
/// anyone.
/// </summary>
/// <param name="KeyId">The key; null for the others.</param>
/// <param name="OwnerId">The system whose students the caller may name.</param>
/// <param name="Access">The candidate's right to one session; null for the others.</param>
/// <param name="Scopes">The scopes of a key.</param>
internal sealed record ApiCaller(Guid? KeyId, Guid OwnerId, SessionAccess? Access, IReadOnlyList<string> Scopes)
{
    /// <summary>The limits of the key, or of the key that opened the token's session.</summary>
    public ApiKeyLimits Limits { get; init; } = ApiKeyLimits.None;

    /// <summary>Anyone, if the API is open. They see only the exams that were started without a key.</summary>
    public static ApiCaller Anybody { get; } = new(null, Student.OwnPages, null, []);

    public static ApiCaller Key(Guid id, Guid owner, IReadOnlyList<string> scopes) => new(id, owner, null, scopes);

    public static ApiCaller Candidate(SessionAccess access) => new(null, Student.OwnPages, access, []);

    public bool Has(string scope) => Scopes.Contains(scope);
}
