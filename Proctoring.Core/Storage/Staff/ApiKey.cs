namespace Proctoring.Core.Storage.Staff;

/// <summary>The right of another system's server to call the API; the key itself is shown once and never kept.</summary>
public sealed class ApiKey
{
    public Guid Id { get; init; }

    /// <summary>What people call it; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, by which a person recognises it in a list.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key, lower-case hex. No salt is needed for 256 random bits.</summary>
    public required string Hash { get; init; }

    /// <summary>What it may do, by name and separated by blanks.</summary>
    public required string Scopes { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>From then on it opens nothing, UTC; null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; set; }

    public DateTime? LastUsedAt { get; set; }
}
