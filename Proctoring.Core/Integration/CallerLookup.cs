using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>Recognises callers by what they show.</summary>
internal sealed class CallerLookup(IDbContextFactory<ProctoringDb> databases, ApiKeyStore keys, TimeProvider time)
{
    /// <summary>The caller that a key makes; null where it opens nothing.</summary>
    public async Task<ApiCaller?> ByKeyAsync(string secret, CancellationToken cancellation) =>
        await keys.FindAsync(secret, cancellation).ConfigureAwait(false) is { } key ? ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Split(key.Scopes)) : null;

    /// <summary>The caller of a key by its id; null if the key was revoked or has expired.</summary>
    public async Task<ApiCaller?> ByKeyIdAsync(Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database.ApiKeys.AsNoTracking()
            .SingleOrDefaultAsync(known => known.Id == id && known.RevokedAt == null && (known.ExpiresAt == null || known.ExpiresAt > now), cancellation)
            .ConfigureAwait(false);
        return key is null ? null : ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Split(key.Scopes));
    }

    /// <summary>The caller that a session token makes; null where it is none, or its right has run out.</summary>
    public async Task<ApiCaller?> ByTokenAsync(string token, CancellationToken cancellation)
    {
        if (SessionAccess.FromBearer(token) is not { } access)
            return null;
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Sessions.HeldBy(access).AnyAsync(session => session.ExpiresAt > now, cancellation).ConfigureAwait(false)
            ? ApiCaller.Candidate(access)
            : null;
    }
}
