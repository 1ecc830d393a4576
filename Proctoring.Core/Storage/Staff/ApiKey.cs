namespace Proctoring.Core.Storage.Staff;

/// <summary>The right of another system's server to call the API. The key itself is shown once and never stored.</summary>
public sealed class ApiKey
{
    public Guid Id { get; init; }

    /// <summary>
    /// The system that the key belongs to. Keys with the same owner share students and see each other's exams, so that a
    /// system can replace its key.
    /// </summary>
    public Guid OwnerId { get; init; }

    /// <summary>The name that staff see; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, shown in lists.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key, lower-case hex. No salt is needed for 256 random bits.</summary>
    public required string Hash { get; init; }

    /// <summary>The names of its scopes, separated by spaces.</summary>
    public required string Scopes { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the key expires, UTC; null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Whether the key is for tests: reviewers do not see its exams.</summary>
    public bool IsTest { get; init; }

    /// <summary>The calls per minute that the key may make; null for the server's setting.</summary>
    public int? CallsPerMinute { get; set; }

    /// <summary>The origins whose pages may use the tokens of its exams, separated by spaces; null for all that the server
    /// allows.</summary>
    public string? AllowedOrigins { get; set; }

    public DateTime? LastUsedAt { get; set; }
}
