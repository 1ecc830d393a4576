namespace Proctoring.Web.Api;

/// <summary>What an endpoint of the API asks of its caller.</summary>
/// <param name="Scope">The scope that a key must have; null where nothing is asked of anybody.</param>
/// <param name="Candidates">Whether a candidate's browser may call it, for the exam that its token opens.</param>
/// <param name="Openly">Whether anybody may call it where the API is open.</param>
internal sealed record ApiRight(string? Scope, bool Candidates = false, bool Openly = false)
{
    public static ApiRight None { get; } = new(Scope: null);
}
