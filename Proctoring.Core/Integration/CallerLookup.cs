using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>Finds the caller that a key or a session token belongs to.</summary>
internal sealed class CallerLookup(IDbContextFactory<ProctoringDb> databases, ApiKeyStore keys, TimeProvider time)
{
    /// <summary>Finds the caller of a key; null if the key is unknown, revoked or expired.</summary>
    public async Task<ApiCaller?> ByKeyAsync(string secret, CancellationToken cancellation) =>
        await keys.FindAsync(secret, cancellation).ConfigureAwait(false) is { } key ? Of(key) : null;

    /// <summary>The caller of a key by its id; null if the key was revoked or has expired.</summary>
    public async Task<ApiCaller?> ByKeyIdAsync(Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database
            .ApiKeys.AsNoTracking()
            .Valid(now)
            .SingleOrDefaultAsync(known => known.Id == id, cancellation)
            .ConfigureAwait(false);
        return key is null ? null : Of(key);
    }

    /// <summary>Finds the caller of a session token; null if it is unknown or no longer valid.</summary>
    public async Task<ApiCaller?> ByTokenAsync(string token, CancellationToken cancellation)
    {
        if (SessionAccess.FromBearer(token) is not { } access)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Sessions.HeldBy(access)
            .WithValidToken(time.GetUtcNow().UtcDateTime)
            .Select(session => new
            {
                Origins = database.ApiKeys.Where(key => key.Id == session.ApiKeyId).Select(key => key.AllowedOrigins).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return found is null
            ? null
            : ApiCaller.Candidate(access) with
            {
                Limits = ApiKeyLimits.None with { Origins = Split(found.Origins) },
            };
    }

    static ApiCaller Of(ApiKey key) =>
        ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Split(key.Scopes)) with
        {
            Limits = new ApiKeyLimits(key.IsTest, key.CallsPerMinute, Split(key.AllowedOrigins)),
        };

    static string[] Split(string? origins) => origins?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
