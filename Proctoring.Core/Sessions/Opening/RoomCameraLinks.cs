using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Connects a phone to a session: the candidate's page shows a code, one phone redeems it for a secret, and the secret gives the
/// right to send pictures of the room for that session, and nothing else.</summary>
internal sealed class RoomCameraLinks(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies policies,
    TimeProvider time
)
{
    /// <summary>How long a code can be redeemed. The page makes a new one before that.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);

    /// <summary>The length of a code: 99 random bits.</summary>
    public const int CodeLength = 20;

    /// <summary>Without letters that look alike, because a candidate may type it.</summary>
    const string CodeLetters = "23456789abcdefghjkmnpqrstuvwxyz";

    const int SecretBytes = 32;

    /// <summary>Makes a code for the holder of a session. An earlier code that no phone has redeemed no longer works.</summary>
    /// <returns>The code; null if there is no such session, it is over, or it uses no room camera.</returns>
    public async Task<string?> CreateCodeAsync(SessionAccess access, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // The policies are read on another connection, for which a transaction must not wait.
        if (
            await database.Sessions.HeldBy(access).Select(row => row.Policy).SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
            is not { } policy
        )
            return null;
        await policies.KnowAsync(policy, cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(access.SessionId, cancellation).ConfigureAwait(false);
        var session = await Open(database.Sessions.HeldBy(access))
            .Select(row => new
            {
                row.Id,
                Agreed = database
                    .Consents.Where(consent => consent.SessionId == row.Id)
                    .Select(consent => consent.RoomCamera)
                    .FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        if (rules.RoomCameraOf(policy, session.Agreed) == RoomCameraUse.Off)
            return null;
        var link = await database
            .RoomCameraLinks.SingleOrDefaultAsync(row => row.SessionId == session.Id, cancellation)
            .ConfigureAwait(false);
        if (link is null)
            database.Add(link = new RoomCameraLink { SessionId = session.Id });
        var code = RandomNumberGenerator.GetString(CodeLetters, CodeLength);
        (link.CodeHash, link.CodeExpiresAt) = (HashOf(code), now + CodeLifetime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return code;
    }

    /// <summary>Whether a phone can redeem a code now.</summary>
    public async Task<bool> IsOpenAsync(string code, CancellationToken cancellation)
    {
        if (code.Length != CodeLength)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Redeemable(database, HashOf(code)).AnyAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Redeems a code once. A phone that was connected before loses its right.</summary>
    /// <returns>The secret of the phone; null if the code has expired, was redeemed or is not ours, or if the session is over.</returns>
    public async Task<string?> JoinAsync(string code, CancellationToken cancellation)
    {
        if (code.Length != CodeLength)
            return null;
        var now = time.GetUtcNow().UtcDateTime;
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var phone = HashOf(secret);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // Of two simultaneous phones, one changes the row.
        var joined = await Redeemable(database, HashOf(code))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.PhoneHash, phone)
                        .SetProperty(row => row.CodeHash, (string?)null)
                        .SetProperty(row => row.CodeExpiresAt, (DateTime?)null)
                        .SetProperty(row => row.StoppedAt, (DateTime?)null)
                        .SetProperty(row => row.JoinedAt, row => row.JoinedAt ?? now),
                cancellation
            )
            .ConfigureAwait(false);
        return joined == 1 ? secret : null;
    }

    /// <summary>Finds the session of a phone.</summary>
    /// <returns>Null if another phone took its place, it was stopped, or the secret is not ours.</returns>
    public async Task<RoomPhone?> FindAsync(string secret, CancellationToken cancellation)
    {
        if (secret.Length != 2 * SecretBytes)
            return null;
        var hash = HashOf(secret);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .RoomCameraLinks.Where(link => link.PhoneHash == hash)
            .Join(
                database.Sessions,
                link => link.SessionId,
                session => session.Id,
                (_, session) =>
                    new RoomPhone(session.Id, session.Status == SessionStatus.Preparing || session.Status == SessionStatus.Running)
            )
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Ends the right of a phone, because the candidate stopped it there.</summary>
    /// <returns>Its session; null if it had no right.</returns>
    public async Task<Guid?> StopAsync(string secret, CancellationToken cancellation)
    {
        if (await FindAsync(secret, cancellation).ConfigureAwait(false) is not { } phone)
            return null;
        var (hash, now) = (HashOf(secret), time.GetUtcNow().UtcDateTime);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stopped = await database
            .RoomCameraLinks.Where(link => link.PhoneHash == hash)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.PhoneHash, (string?)null).SetProperty(row => row.StoppedAt, now),
                cancellation
            )
            .ConfigureAwait(false);
        return stopped == 1 ? phone.SessionId : null;
    }

    IQueryable<RoomCameraLink> Redeemable(ProctoringDb database, string hash)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var open = Open(database.Sessions);
        return database.RoomCameraLinks.Where(link =>
            link.CodeHash == hash && link.CodeExpiresAt > now && open.Any(session => session.Id == link.SessionId)
        );
    }

    static IQueryable<ProctoringSession> Open(IQueryable<ProctoringSession> sessions) =>
        sessions.Where(row => row.Proctored && (row.Status == SessionStatus.Preparing || row.Status == SessionStatus.Running));

    /// <summary>99 and 256 random bits need no salt.</summary>
    static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>A phone that may send pictures of the room.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Active">Whether the session is not over.</param>
internal sealed record RoomPhone(Guid SessionId, bool Active);
