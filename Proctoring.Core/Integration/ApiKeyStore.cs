using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>Creates, lists, revokes and finds the API keys of other systems' servers.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The prefix of every key, which lets scanners find a leaked one.</summary>
    const string Mark = "jgp_";

    const int ShownCharacters = 12;
    const int LongestOrigins = 2000;

    /// <summary>How often the time of the last use is stored.</summary>
    static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>Whether a text has the form of a key.</summary>
    public static bool Looks(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Creates a key of a system that has none yet.</summary>
    public Task<(ApiKey Key, string Secret)> CreateAsync(
        string name,
        IReadOnlyList<string> scopes,
        DateTime? expiresAt,
        StaffViewer viewer,
        CancellationToken cancellation
    ) => CreateAsync(name, scopes, expiresAt, sameSystemAs: null, viewer, cancellation);

    /// <summary>Creates a key without limits of its own.</summary>
    public Task<(ApiKey Key, string Secret)> CreateAsync(
        string name,
        IReadOnlyList<string> scopes,
        DateTime? expiresAt,
        string? sameSystemAs,
        StaffViewer viewer,
        CancellationToken cancellation
    ) => CreateAsync(name, scopes, expiresAt, sameSystemAs, ApiKeyLimits.None, viewer, cancellation);

    /// <summary>Creates a key.</summary>
    /// <param name="name">The name that staff see; unique, also among revoked keys.</param>
    /// <param name="scopes">Some of <see cref="ApiScopes"/>.</param>
    /// <param name="expiresAt">When the key expires, UTC; null for never.</param>
    /// <param name="sameSystemAs">The name of a key of the same system, whose students and exams the new key shares; null for a new
    /// system.</param>
    /// <param name="limits">The limits of the key.</param>
    /// <param name="viewer">The member of staff who creates the key.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The row, and the key itself, which is not stored and can't be shown again.</returns>
    /// <exception cref="ValidationException">The name, a scope, the expiry or the other key is wrong; the message says which.</exception>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(
        string name,
        IReadOnlyList<string> scopes,
        DateTime? expiresAt,
        string? sameSystemAs,
        ApiKeyLimits limits,
        StaffViewer viewer,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        name = name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            throw new ValidationException("name is required and has at most 100 characters");
        if (scopes.Count == 0)
            throw new ValidationException($"scopes requires at least one of {string.Join(", ", ApiScopes.All)}");
        if (scopes.FirstOrDefault(scope => !ApiScopes.All.Contains(scope)) is { } unknown)
            throw new ValidationException($"scopes: \"{unknown}\" is not one of {string.Join(", ", ApiScopes.All)}");
        if (expiresAt <= now)
            throw new ValidationException("expires must be in the future");
        if (limits.CallsPerMinute is < 1 or > 1_000_000)
            throw new ValidationException("calls-per-minute must be from 1 to 1000000");
        if (limits.Origins.FirstOrDefault(origin => !ApiOptions.IsOrigin(origin)) is { } wrong)
            throw new ValidationException($"origins: \"{wrong}\" is not an origin such as https://jobgenie.example");
        if (string.Join(' ', limits.Origins).Length > LongestOrigins)
            throw new ValidationException($"origins has more than {LongestOrigins} characters");

        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await database.ApiKeys.AnyAsync(known => known.Name == name, cancellation).ConfigureAwait(false))
            throw NameTaken(name);
        var owner = sameSystemAs is null
            ? Guid.CreateVersion7(time.GetUtcNow())
            : await OwnerOfAsync(database, sameSystemAs, cancellation).ConfigureAwait(false)
                ?? throw new ValidationException($"same-as: there is no key \"{sameSystemAs}\"");
        // A test must not touch the students of a real system.
        if (await database.ApiKeys.AnyAsync(key => key.OwnerId == owner && key.IsTest != limits.IsTest, cancellation).ConfigureAwait(false))
            throw new ValidationException("same-as: the keys of a system are all for tests, or none is");
        var secret = Mark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OwnerId = owner,
            Name = name,
            Prefix = secret[..ShownCharacters],
            Hash = HashOf(secret),
            Scopes = string.Join(' ', scopes.Distinct()),
            CreatedAt = now,
            ExpiresAt = expiresAt,
            IsTest = limits.IsTest,
            CallsPerMinute = limits.CallsPerMinute,
            AllowedOrigins = limits.Origins.Count == 0 ? null : string.Join(' ', limits.Origins),
        };
        database.Add(key);
        database.Audit(viewer, "api_key_created", $"API key {name} ({key.Prefix}…): {key.Scopes}", now);
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            // Another administrator created a key of this name at the same moment.
            throw NameTaken(name);
        }

        return (key, secret);
    }

    /// <summary>Lists all keys by name, including revoked and expired ones.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ApiKeys.AsNoTracking().OrderBy(key => key.Name).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Revokes a key, effective from the next call.</summary>
    /// <returns>False if there is no such key, or it is already revoked.</returns>
    public async Task<bool> RevokeAsync(string name, StaffViewer viewer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var keys = database.ApiKeys.Where(known => known.Name == name && known.RevokedAt == null);
        var prefix = await keys.Select(known => known.Prefix).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        // Of two administrators at the same moment, one revokes it.
        if (
            prefix is null
            || await keys.ExecuteUpdateAsync(set => set.SetProperty(known => known.RevokedAt, now), cancellation).ConfigureAwait(false) == 0
        )
            return false;
        database.Audit(viewer, "api_key_revoked", $"API key {name} ({prefix}…)", now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Finds the key of a secret; null if it is unknown, revoked or expired.</summary>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellation)
    {
        if (!secret.StartsWith(Mark, StringComparison.Ordinal) || secret.Length > 100)
            return null;
        var (hash, now) = (HashOf(secret), time.GetUtcNow().UtcDateTime);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database
            .ApiKeys.AsNoTracking()
            .Valid(now)
            .SingleOrDefaultAsync(known => known.Hash == hash, cancellation)
            .ConfigureAwait(false);
        if (key is not null && !(now - key.LastUsedAt < UseNotedEvery))
        {
            await database
                .ApiKeys.Where(known => known.Id == key.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(known => known.LastUsedAt, now), cancellation)
                .ConfigureAwait(false);
        }

        return key;
    }

    static ValidationException NameTaken(string name) => new($"name: there is already a key \"{name}\"");

    /// <summary>The system that a key belongs to; null if there is no key of this name.</summary>
    public async Task<Guid?> OwnerOfAsync(string name, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await OwnerOfAsync(database, name, cancellation).ConfigureAwait(false);
    }

    static Task<Guid?> OwnerOfAsync(ProctoringDb database, string name, CancellationToken cancellation) =>
        database.ApiKeys.Where(key => key.Name == name.Trim()).Select(key => (Guid?)key.OwnerId).SingleOrDefaultAsync(cancellation);

    static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
