using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>The one-time right to create the first administrator. Only its hash is stored, as a claim of the administrators' role, which
/// has no members at that time. A new secret replaces the old one, using it deletes it, and it is invalid once there is an
/// administrator.</summary>
internal sealed class SetupLinks(IDbContextFactory<ProctoringDb> databases, StaffDirectory directory, TimeProvider time)
{
    const string ClaimType = "setup_link";

    /// <summary>Long enough to find the line in the console again the next morning.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromHours(24);

    /// <summary>Creates a secret and shows it for the only time; null if there is an administrator.</summary>
    public async Task<string?> MakeAsync(CancellationToken cancellation)
    {
        if (await directory.HasAdministratorAsync(cancellation).ConfigureAwait(false))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var role = await database.Roles.SingleAsync(row => row.Name == StaffRoles.Administrator, cancellation).ConfigureAwait(false);
        database.RoleClaims.RemoveRange(
            await database.RoleClaims.Where(claim => claim.ClaimType == ClaimType).ToListAsync(cancellation).ConfigureAwait(false)
        );
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        database.RoleClaims.Add(
            new IdentityRoleClaim<Guid>
            {
                RoleId = role.Id,
                ClaimType = ClaimType,
                ClaimValue = string.Create(CultureInfo.InvariantCulture, $"{Hash(secret)}|{(time.GetUtcNow() + Holds).UtcTicks}"),
            }
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return secret;
    }

    /// <summary>Decides whether a secret is valid now.</summary>
    public async Task<bool> HoldsNowAsync(string? secret, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await FindAsync(database, secret, cancellation).ConfigureAwait(false) is not null;
    }

    /// <summary>Uses up a secret as part of the caller's transaction, which creates the administrator; false if it is invalid.</summary>
    public async Task<bool> UseAsync(ProctoringDb database, string? secret, CancellationToken cancellation)
    {
        if (await FindAsync(database, secret, cancellation).ConfigureAwait(false) is not { } id)
            return false;
        // Of two simultaneous requests, one deletes the row and the other finds none.
        return await database.RoleClaims.Where(claim => claim.Id == id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false) == 1;
    }

    async Task<int?> FindAsync(ProctoringDb database, string? secret, CancellationToken cancellation)
    {
        if (secret is not { Length: 48 } || await StaffDirectory.Administrators(database).AnyAsync(cancellation).ConfigureAwait(false))
            return null;
        var claim = await database
            .RoleClaims.AsNoTracking()
            .FirstOrDefaultAsync(row => row.ClaimType == ClaimType, cancellation)
            .ConfigureAwait(false);
        if (
            claim?.ClaimValue?.Split('|') is not [var hash, var ticks]
            || !long.TryParse(ticks, CultureInfo.InvariantCulture, out var until)
            || until < time.GetUtcNow().UtcTicks
        )
            return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(secret)))
            ? claim.Id
            : null;
    }

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
