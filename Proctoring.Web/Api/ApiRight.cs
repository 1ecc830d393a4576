namespace Proctoring.Web.Api;

/// <summary>The right that an endpoint of the API requires.</summary>
/// <param name="Scope">The scope that a key must have; null if the endpoint requires nothing.</param>
/// <param name="Candidates">Whether a candidate's browser may call it, for the exam of its token.</param>
/// <param name="Openly">Whether anyone may call it if the API is open.</param>
internal sealed record ApiRight(string? Scope, bool Candidates = false, bool Openly = false)
{
    public static ApiRight None { get; } = new(Scope: null);
}
