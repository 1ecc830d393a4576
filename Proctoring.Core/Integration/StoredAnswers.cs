using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>The answer to an earlier call.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Body">Its body.</param>
internal sealed record EarlierAnswer(int Status, byte[] Body);

/// <summary>A call that runs under an Idempotency-Key.</summary>
/// <param name="Id">The row.</param>
/// <param name="BeganAt">When it began, which distinguishes it from a later call that took its place.</param>
internal sealed record ClaimedCall(string Id, DateTime BeganAt);

/// <summary>Stores the answers to calls with an Idempotency-Key for a day, so that a repeated call has one effect.</summary>
internal sealed partial class StoredAnswers(
    IDbContextFactory<ProctoringDb> databases,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<StoredAnswers> log
)
{
    /// <summary>How long an answer is stored.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>After this time, a call without an answer counts as failed: its server stopped.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(10);

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.StoredAnswers.v1");
    DateTime cleaned;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Claims a key for a call, or finds the answer to the same call.</summary>
    /// <param name="caller">The caller: a key or a session token. Each has its own keys.</param>
    /// <param name="key">The value of the header.</param>
    /// <param name="request">The hash of the method, the address and the body, hex.</param>
    /// <param name="cancellation">Stops the claim.</param>
    /// <exception cref="CallRefusedException">The key belongs to another call, or the same call is under way.</exception>
    public async Task<(ClaimedCall? Claimed, EarlierAnswer? Earlier)> ClaimAsync(
        ApiCaller caller,
        string key,
        string request,
        CancellationToken cancellation
    )
    {
        var id = IdOf(caller, key);
        await CleanAsync(cancellation).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(id, cancellation).ConfigureAwait(false) is { } known)
                return await ReuseAsync(known, request, cancellation).ConfigureAwait(false);
            try
            {
                return (await AddAsync(id, request, cancellation).ConfigureAwait(false), null);
            }
            catch (DbUpdateException mistake) when (attempt == 1 && mistake.IsUniqueViolation())
            {
                // The same call arrived twice at once; the other one has the key.
            }
        }
    }

    /// <summary>Stores the answer to a call.</summary>
    public async Task CompleteAsync(ClaimedCall call, int status, byte[] body)
    {
        var locked = protector.Protect(body);
        // Not cancelled: the call had its effect.
        await using var database = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        await Rows(database, call)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, status).SetProperty(row => row.Body, locked))
            .ConfigureAwait(false);
    }

    /// <summary>Releases the key of a call that was refused: the corrected call may use it.</summary>
    public async Task ReleaseAsync(ClaimedCall call)
    {
        await using var database = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        await Rows(database, call).ExecuteDeleteAsync().ConfigureAwait(false);
    }

    static IQueryable<StoredAnswer> Rows(ProctoringDb database, ClaimedCall call) =>
        database.StoredAnswers.Where(row => row.Id == call.Id && row.BeganAt == call.BeganAt && row.Status == null);

    async Task<StoredAnswer?> FindAsync(string id, CancellationToken cancellation)
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .StoredAnswers.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id && row.ExpiresAt > now, cancellation)
            .ConfigureAwait(false);
    }

    async Task<ClaimedCall> AddAsync(string id, string request, CancellationToken cancellation)
    {
        var now = ToStoredPrecision(Now);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database
            .StoredAnswers.Where(row => row.Id == id && row.ExpiresAt <= now)
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        database.Add(
            new StoredAnswer
            {
                Id = id,
                RequestHash = request,
                BeganAt = now,
                ExpiresAt = now + Kept,
            }
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return new ClaimedCall(id, now);
    }

    async Task<(ClaimedCall? Claimed, EarlierAnswer? Earlier)> ReuseAsync(
        StoredAnswer known,
        string request,
        CancellationToken cancellation
    )
    {
        if (known.RequestHash != request)
            throw CallRefusedException.Conflict(
                "This Idempotency-Key was used for another call in the last 24 hours; use a new key for a new call",
                ErrorCodes.IdempotencyKeyReused
            );
        if (known is { Status: { } status, Body: { } body })
            return (null, new EarlierAnswer(status, Open(body)));
        var now = ToStoredPrecision(Now);
        if (known.BeganAt + Lease > now)
            throw UnderWay();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var mine = await database
            .StoredAnswers.Where(row => row.Id == known.Id && row.BeganAt == known.BeganAt && row.Status == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.BeganAt, now), cancellation)
            .ConfigureAwait(false);
        return mine == 1 ? (new ClaimedCall(known.Id, now), null) : throw UnderWay();
    }

    byte[] Open(byte[] locked)
    {
        try
        {
            return protector.Unprotect(locked);
        }
        catch (CryptographicException cause)
        {
            LogUnreadable(cause);
            throw CallRefusedException.Conflict(
                "This call was made before, and its answer can no longer be read; read the state of the exam before you call again"
            );
        }
    }

    async Task CleanAsync(CancellationToken cancellation)
    {
        var now = Now;
        if (now - cleaned < CleanEvery)
            return;
        cleaned = now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database.StoredAnswers.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    static CallRefusedException UnderWay() =>
        CallRefusedException.Conflict(
            "The first call with this Idempotency-Key is still under way; try again in a few seconds",
            ErrorCodes.CallUnderWay
        );

    static string IdOf(ApiCaller caller, string key) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{caller.KeyId ?? caller.Access!.SessionId:N} {key}"))
            )
        );

    /// <summary>PostgreSQL stores microseconds.</summary>
    static DateTime ToStoredPrecision(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMicrosecond, time.Kind);

    [LoggerMessage(LogLevel.Error, "A stored answer could not be decrypted; the keys that encrypted it are gone")]
    partial void LogUnreadable(Exception cause);
}
