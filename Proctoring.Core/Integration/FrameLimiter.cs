using System.Threading.RateLimiting;

namespace Proctoring.Core.Integration;

/// <summary>Admits the frames of one exam one at a time, so that it uses one inference slot and not all.</summary>
internal sealed class FrameLimiter : IDisposable
{
    /// <summary>The number of frames of one exam that may wait. More would be outdated before their turn.</summary>
    const int MostWaiting = 2;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    readonly PartitionedRateLimiter<Guid> exams = PartitionedRateLimiter.Create<Guid, Guid>(session =>
        RateLimitPartition.GetConcurrencyLimiter(
            session,
            _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = 1,
                QueueLimit = MostWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        )
    );

    /// <summary>Waits until a frame of the exam may be read. Disposing the result admits the next one.</summary>
    /// <exception cref="CallRefusedException">Two frames of the exam already wait.</exception>
    public async Task<IDisposable> TakeAsync(Guid sessionId, CancellationToken cancellation)
    {
        var lease = await exams.AcquireAsync(sessionId, 1, cancellation).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw CallRefusedException.TooOften("Two frames of this exam already wait; send the next one when they are answered", RetryAfter);
    }

    public void Dispose() => exams.Dispose();
}
