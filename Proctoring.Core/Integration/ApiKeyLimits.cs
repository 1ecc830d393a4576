namespace Proctoring.Core.Integration;

/// <summary>What an API key is limited to, beyond its scopes.</summary>
/// <param name="IsTest">Whether its exams are tests, which staff do not see.</param>
/// <param name="CallsPerMinute">The calls per minute; null for the server's setting.</param>
/// <param name="Origins">The origins whose pages may use the tokens of its exams; empty for all that the server allows.</param>
internal sealed record ApiKeyLimits(bool IsTest, int? CallsPerMinute, IReadOnlyList<string> Origins)
{
    public static ApiKeyLimits None { get; } = new(false, null, []);
}
