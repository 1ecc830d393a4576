using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Api;

/// <summary>A caller exceeded a limit.</summary>
internal sealed class TooOftenException(TimeSpan retryAfter, string message) : Exception(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>Limits the calls per minute, for each of many callers.</summary>
internal sealed class ApiLimit(int callsPerMinute, string message) : IDisposable
{
    readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetFixedWindowLimiter(
            caller,
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = callsPerMinute,
                Window = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
            }
        )
    );

    /// <summary>The calls that are allowed in a minute.</summary>
    public int PerMinute => callsPerMinute;

    /// <summary>Counts a call.</summary>
    /// <returns>The calls that are left in this minute.</returns>
    /// <exception cref="TooOftenException">There were too many.</exception>
    public long Call(string caller)
    {
        // Hashed, so that a long name takes no more memory than a short one.
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(caller)));
        using var lease = limiter.AttemptAcquire(name);
        if (!lease.IsAcquired)
            throw new TooOftenException(
                lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1),
                message
            );
        return limiter.GetStatistics(name)?.CurrentAvailablePermits ?? 0;
    }

    public void Dispose() => limiter.Dispose();
}

/// <summary>How often the API may be called, and how many pictures it reads at once.</summary>
internal sealed class ApiLimits(IOptions<ProctoringOptions> options) : IDisposable
{
    /// <summary>Calls that wait for a picture to be read. With more, all of them would time out.</summary>
    const int WaitingPictures = 32;

    /// <summary>Lookups of unknown keys and tokens per wrong one that is allowed; a whole school may start in the same minute.</summary>
    const int LookupsPerWrongProof = 100;

    readonly ConcurrencyLimiter pictures = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = 2 * Environment.ProcessorCount,
            QueueLimit = WaitingPictures,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    const string KeyMessage = "Too many calls with this API key";

    readonly ConcurrentDictionary<int, ApiLimit> ownLimits = new();

    ApiLimit Keys { get; } = new(options.Value.Api.CallsPerKey, KeyMessage);

    /// <summary>The limit of a key.</summary>
    /// <param name="perMinute">The key's own limit; null for the server's setting.</param>
    public ApiLimit KeysOf(int? perMinute) =>
        perMinute is { } own ? ownLimits.GetOrAdd(own, static calls => new ApiLimit(calls, KeyMessage)) : Keys;

    public ApiLimit Tokens { get; } = new(options.Value.Api.CallsPerToken, "Too many calls with this session token");

    public ApiLimit Addresses { get; } = new(options.Value.Api.CallsPerAddress, "Too many calls from this network address");

    public ApiLimit WrongProofs { get; } =
        new(options.Value.Api.WrongProofsPerAddress, "Too many wrong keys or tokens from this network address");

    /// <summary>Keys and tokens that were not used recently; each costs a query.</summary>
    public ApiLimit Lookups { get; } =
        new(
            (int)Math.Min(int.MaxValue, (long)options.Value.Api.WrongProofsPerAddress * LookupsPerWrongProof),
            "Too many wrong keys or tokens from this network address"
        );

    public ApiLimit Verifications { get; } = new(options.Value.Api.VerificationsPerStudent, "Too many verifications of this student");

    /// <summary>Tests and resends of webhooks per system, which stay in the delivery log.</summary>
    public ApiLimit WebhookTries { get; } = new(30, "Too many tests and resends of webhooks");

    /// <summary>Waits until a picture may be read. Disposing the result lets the next one in.</summary>
    /// <exception cref="TooOftenException">Too many wait already.</exception>
    public async Task<IDisposable> PictureAsync(CancellationToken cancellation)
    {
        var lease = await pictures.AcquireAsync(1, cancellation);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw new TooOftenException(TimeSpan.FromSeconds(2), "Too many pictures wait to be read");
    }

    public void Dispose()
    {
        pictures.Dispose();
        Keys.Dispose();
        foreach (var own in ownLimits.Values)
            own.Dispose();
        Tokens.Dispose();
        Addresses.Dispose();
        WrongProofs.Dispose();
        Lookups.Dispose();
        Verifications.Dispose();
        WebhookTries.Dispose();
    }
}
