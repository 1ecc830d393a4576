using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Where a picture came from, for limits and logs; holds no personal data.</summary>
/// <param name="Kind">The kind of sender.</param>
/// <param name="Id">The session or the API key; empty for callers of an open API.</param>
internal readonly record struct PictureSender(PictureSenderKind Kind, Guid Id)
{
    public static PictureSender Session(Guid id) => new(PictureSenderKind.Session, id);
}

/// <summary>Who sends pictures.</summary>
internal enum PictureSenderKind
{
    /// <summary>A candidate's page or token.</summary>
    Session,

    /// <summary>The phone of a session, so that its pictures never block the candidate's webcam.</summary>
    RoomCamera,

    /// <summary>A server with an API key, which sends for many candidates.</summary>
    Key,

    /// <summary>Anyone, if the API is open.</summary>
    Open,
}

/// <summary>Counts and logs refused pictures. A sender of too many is refused without reading the bytes until its allowance has refilled;
/// the log gets a limited number of lines and a count of the omitted ones. Thread-safe.</summary>
internal sealed partial class RefusedPictures(ILogger<RefusedPictures> log) : IDisposable
{
    /// <summary>A camera that sends damaged frames twice a second is read for 15 s, and every other second after that.</summary>
    public const int SessionBurst = 30;

    /// <summary>A server sends for many candidates, so its allowance is that of ten.</summary>
    public const int KeyBurst = 10 * SessionBurst;

    /// <summary>Lines in the log at once, and as many more each minute, for all senders together.</summary>
    public const int LinesPerMinute = 10;

    readonly PartitionedRateLimiter<PictureSender> senders = PartitionedRateLimiter.Create<PictureSender, PictureSender>(sender =>
        RateLimitPartition.GetTokenBucketLimiter(sender, Allowance)
    );

    readonly TokenBucketRateLimiter lines = new(
        new TokenBucketRateLimiterOptions
        {
            TokenLimit = LinesPerMinute,
            TokensPerPeriod = LinesPerMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        }
    );

    int unlogged;

    /// <summary>When a sender of too many may try again.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Returns whether a sender has used up its allowance of refused pictures.</summary>
    public bool TooManyFrom(PictureSender sender) => senders.GetStatistics(sender) is { CurrentAvailablePermits: 0 };

    /// <summary>Counts and logs a refused picture.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="entry">The entry point that refused it.</param>
    /// <param name="refusal">The reason.</param>
    public void Record(PictureSender sender, string entry, PictureRefusal refusal)
    {
        senders.AttemptAcquire(sender).Dispose();
        using var line = lines.AttemptAcquire();
        if (line.IsAcquired)
            LogRefused(entry, refusal, sender.Kind, sender.Id, Interlocked.Exchange(ref unlogged, 0));
        else
            Interlocked.Increment(ref unlogged);
    }

    public void Dispose()
    {
        senders.Dispose();
        lines.Dispose();
    }

    static bool IsOfSession(PictureSender sender) => sender.Kind is PictureSenderKind.Session or PictureSenderKind.RoomCamera;

    static TokenBucketRateLimiterOptions Allowance(PictureSender sender) =>
        new()
        {
            TokenLimit = IsOfSession(sender) ? SessionBurst : KeyBurst,
            TokensPerPeriod = IsOfSession(sender) ? 1 : KeyBurst / SessionBurst,
            ReplenishmentPeriod = RetryAfter,
        };

    [LoggerMessage(
        LogLevel.Warning,
        "Refused a picture at {Entry}: {Refusal} ({Kind} {Id}). {Unlogged} more refusals since the last such line were not logged."
    )]
    partial void LogRefused(string entry, PictureRefusal refusal, PictureSenderKind kind, Guid id, int unlogged);
}
