using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.StaffSignIn;

/// <summary>
/// Limits attempts to sign in: attempts of any kind per network address, and wrong passwords per network address and account name.
/// The second limit treats names with and without an account alike. It never affects passkeys and the identity provider, so that a
/// stranger who guesses passwords locks only their own address out.
/// </summary>
internal sealed class SignInThrottle : IDisposable
{
    /// <summary>Failed sign-ins that the audit log records per hour; strangers must not fill the database.</summary>
    const int RecordedFailuresPerHour = 1000;

    readonly FixedWindowRateLimiter recorded = new(
        new FixedWindowRateLimiterOptions { PermitLimit = RecordedFailuresPerHour, Window = TimeSpan.FromHours(1) }
    );
    readonly PartitionedRateLimiter<string> attempts;
    readonly PartitionedRateLimiter<(string Address, string Name, string? Stamp)> wrongPasswords;

    public SignInThrottle(IOptions<ProctoringOptions> options)
    {
        var settings = options.Value.SignIn;
        attempts = PartitionedRateLimiter.Create<string, string>(address =>
            RateLimitPartition.GetSlidingWindowLimiter(
                address,
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = settings.TriesPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                    SegmentsPerWindow = 6,
                }
            )
        );
        wrongPasswords = PartitionedRateLimiter.Create<(string, string, string?), (string, string, string?)>(attempt =>
            RateLimitPartition.GetFixedWindowLimiter(
                attempt,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.LockAfter, Window = settings.LockFor }
            )
        );
    }

    /// <summary>Counts an attempt from a network address; false if there were too many.</summary>
    public bool Admits(string address)
    {
        using var lease = attempts.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    /// <summary>Whether passwords for a name are refused from an address for now.</summary>
    /// <param name="address">The network address.</param>
    /// <param name="name">The normalised account name.</param>
    /// <param name="stamp">The account's security stamp, so that a new password starts a new count; null without an account.</param>
    public bool IsLocked(string address, string name, string? stamp)
    {
        // Zero permits: looks at the limit without using it up.
        using var lease = wrongPasswords.AttemptAcquire((address, name, stamp), 0);
        return !lease.IsAcquired;
    }

    /// <summary>Counts a wrong password; true if the next one is refused.</summary>
    public bool CountWrongPassword(string address, string name, string? stamp)
    {
        using var lease = wrongPasswords.AttemptAcquire((address, name, stamp));
        return IsLocked(address, name, stamp);
    }

    /// <summary>Whether one more failed sign-in may go to the audit log.</summary>
    public bool MayRecordFailure()
    {
        using var lease = recorded.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        recorded.Dispose();
        attempts.Dispose();
        wrongPasswords.Dispose();
    }
}
