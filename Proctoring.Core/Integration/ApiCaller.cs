using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>A caller of the API: a server with a key, a candidate's browser with a session token, or anybody if the API is open.</summary>
/// <param name="KeyId">The key; null for the others.</param>
/// <param name="Access">The candidate's right to one session; null for the others.</param>
/// <param name="Scopes">The rights of a key.</param>
internal sealed record ApiCaller(Guid? KeyId, SessionAccess? Access, IReadOnlyList<string> Scopes)
{
    /// <summary>A caller without authentication; sees only exams that were started without it.</summary>
    public static ApiCaller Anybody { get; } = new(null, null, []);

    public static ApiCaller Key(Guid id, IReadOnlyList<string> scopes) => new(id, null, scopes);

    public static ApiCaller Candidate(SessionAccess access) => new(null, access, []);

    public bool Has(string scope) => Scopes.Contains(scope);
}
