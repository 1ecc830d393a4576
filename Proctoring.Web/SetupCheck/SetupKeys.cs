using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Web.SetupCheck;

/// <summary>Issues and checks the keys with which an open page uses the system check's endpoints. Each key may send a few requests a
/// second, because a picture costs the models' time.</summary>
internal sealed class SetupKeys(IDataProtectionProvider protection) : IDisposable
{
    /// <summary>A page may stay open while its candidate rearranges the room.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.SetupKeys.v1").ToTimeLimitedDataProtector();

    readonly PartitionedRateLimiter<Guid> rates = PartitionedRateLimiter.Create<Guid, Guid>(page =>
        RateLimitPartition.GetTokenBucketLimiter(
            page,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 30,
                TokensPerPeriod = 8,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }
        )
    );

    /// <summary>Issues the key of one page.</summary>
    public string Issue() => protector.Protect(Guid.NewGuid().ToString("N"), Lifetime);

    /// <summary>Returns whether a request with this key may be answered now.</summary>
    /// <returns>Null for a key of another server, a changed or an expired one; false if it sends too often.</returns>
    public bool? Admits(string? key)
    {
        try
        {
            if (key is null || !Guid.TryParseExact(protector.Unprotect(key), "N", out var page))
                return null;
            using var lease = rates.AttemptAcquire(page);
            return lease.IsAcquired;
        }
        catch (CryptographicException)
        {
            // Not a key of this server, or an expired one.
            return null;
        }
    }

    public void Dispose() => rates.Dispose();
}
