namespace Proctoring.Core.Storage.Staff;

/// <summary>Selects API keys.</summary>
internal static class ApiKeyQueries
{
    /// <summary>The keys that are neither revoked nor expired.</summary>
    public static IQueryable<ApiKey> Valid(this IQueryable<ApiKey> keys, DateTime now) =>
        keys.Where(key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now));
}
