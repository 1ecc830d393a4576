using System.Threading.RateLimiting;

namespace Proctoring.Core.Integration;

/// <summary>Admits the frames of one exam one at a time, so that an exam occupies only one of the places where frames are read.</summary>
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
    /// <exception cref="CallRefusedException">Two frames of the exam are already waiting.</exception>
    public async Task<IDisposable> TakeAsync(Guid sessionId, CancellationToken cancellation)
    {
        var lease = await exams.AcquireAsync(sessionId, 1, cancellation).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw CallRefusedException.TooOften("Two frames of this exam are already waiting; send the next one after an answer", RetryAfter);
    }

    public void Dispose() => exams.Dispose();
}
