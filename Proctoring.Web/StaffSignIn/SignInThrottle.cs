using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>
/// Bounds the tries to sign in: so many a minute from one address, and so many wrong ones in a row for a name that has no account. Names with an
/// account are locked by Identity, in the database; to who tries, both look the same.
/// </summary>
internal sealed class SignInThrottle(IOptions<ProctoringOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>More names than that are not remembered; the oldest are forgotten first.</summary>
    const int MostNames = 10_000;

    readonly StaffSignInOptions settings = options.Value.SignIn;
    readonly Dictionary<string, (int Failures, DateTimeOffset Last)> strangers = [];
    readonly Lock gate = new();
    readonly PartitionedRateLimiter<string> addresses = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = options.Value.SignIn.TriesPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));

    /// <summary>Whether an address may try once more.</summary>
    public bool Admits(string? address)
    {
        using var lease = addresses.AttemptAcquire(address ?? "");
        return lease.IsAcquired;
    }

    /// <summary>Whether a name without an account looks locked.</summary>
    public bool IsLocked(string name)
    {
        lock (gate)
            return FailuresOf(name) >= settings.LockAfter;
    }

    /// <summary>Counts a wrong password for a name without an account; true where an account would be locked by it.</summary>
    public bool FailsAndLocks(string name)
    {
        lock (gate)
        {
            var failures = FailuresOf(name) + 1;
            if (strangers.Count >= MostNames)
                strangers.Remove(strangers.MinBy(entry => entry.Value.Last).Key);
            strangers[name] = (failures, time.GetUtcNow());
            return failures >= settings.LockAfter;
        }
    }

    int FailuresOf(string name) =>
        strangers.TryGetValue(name, out var known) && time.GetUtcNow() - known.Last < settings.LockFor ? known.Failures : 0;

    public void Dispose() => addresses.Dispose();
}
