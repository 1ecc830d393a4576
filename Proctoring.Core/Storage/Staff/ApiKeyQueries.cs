using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage.Staff;

/// <summary>Selects API keys.</summary>
internal static class ApiKeyQueries
{
    /// <summary>The scope of a key that reads results.</summary>
    public const string ResultsScope = "results";

    /// <summary>Whether a system has a key that reads results and is neither revoked nor expired.</summary>
    public static async Task<bool> MayReadResultsAsync(
        this ProctoringDb database,
        Guid owner,
        DateTime now,
        CancellationToken cancellation
    )
    {
        var scopes = await database
            .ApiKeys.Valid(now)
            .Where(key => key.OwnerId == owner)
            .Select(key => key.Scopes)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return scopes.Exists(names => names.Split(' ').Contains(ResultsScope));
    }

    /// <summary>The keys that are neither revoked nor expired.</summary>
    public static IQueryable<ApiKey> Valid(this IQueryable<ApiKey> keys, DateTime now) =>
        keys.Where(key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now));
}
