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
        var keys = await database
            .ApiKeys.AsNoTracking()
            .Valid(now)
            .Where(key => key.OwnerId == owner)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return keys.Exists(key => key.ReadsResultsAt(now));
    }

    /// <summary>Whether a key reads results and is neither revoked nor expired.</summary>
    public static bool ReadsResultsAt(this ApiKey key, DateTime now) =>
        key.RevokedAt is null && !(key.ExpiresAt <= now) && key.Scopes.Split(' ').Contains(ResultsScope);

    /// <summary>A calling system as the audit log names it: by its key, because the server does not know the person.</summary>
    /// <param name="database">The context that reads the name.</param>
    /// <param name="keyId">The key; null for a caller without one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<StaffViewer> ActorOfAsync(this ProctoringDb database, Guid? keyId, CancellationToken cancellation)
    {
        var name = await database
            .ApiKeys.Where(key => key.Id == keyId)
            .Select(key => key.Name)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return new StaffViewer(null, name is null ? "API" : $"API key {name}", [], null);
    }

    /// <summary>The keys that are neither revoked nor expired.</summary>
    public static IQueryable<ApiKey> Valid(this IQueryable<ApiKey> keys, DateTime now) =>
        keys.Where(key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now));
}
