using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Notifications;

/// <summary>Reports what waits in the outbox. The database is asked only while a listener reads the gauges, at most every 15 seconds. On
/// several servers each reports the whole outbox.</summary>
internal sealed class OutboxGauges : IDisposable
{
    static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(15);

    readonly Meter meter = new(ProctoringMetrics.MeterName);
    readonly IDbContextFactory<ProctoringDb> databases;
    readonly TimeProvider time;
    readonly ObservableGauge<int> pending;
    volatile Figures read = new(0, 0, null);
    DateTime readAt;

    public OutboxGauges(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
    {
        (this.databases, this.time) = (databases, time);
        pending = meter.CreateObservableGauge(
            "proctoring.outbox.pending",
            () => read.Pending,
            "{delivery}",
            "Events and deliveries that wait, including those of daily messages."
        );
        meter.CreateObservableGauge(
            "proctoring.outbox.retrying",
            () => read.Retrying,
            "{delivery}",
            "Waiting deliveries that failed at least once."
        );
        meter.CreateObservableGauge("proctoring.outbox.oldest.age", Age, "s", "The age of the oldest event that is due and not delivered.");
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Dispose() => meter.Dispose();

    /// <summary>Reads the figures if a listener needs them and they are old.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var now = Now;
        if (!pending.Enabled || now - readAt < ReadEvery)
            return;
        readAt = now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var undispatched = database.OutboxEvents.Where(row => row.DispatchedAt == null);
        var waiting = database.OutboxDeliveries.Where(row => row.NextAttemptAt != null);
        var events = await undispatched.CountAsync(cancellation).ConfigureAwait(false);
        var oldestEvent = await undispatched.MinAsync(row => (DateTime?)row.OccurredAt, cancellation).ConfigureAwait(false);
        var deliveries = await waiting.CountAsync(cancellation).ConfigureAwait(false);
        var retrying = await waiting.CountAsync(row => row.Attempts > 0, cancellation).ConfigureAwait(false);
        var oldestDelivery = await waiting
            .Where(row => row.Attempts > 0 || row.NextAttemptAt <= now)
            .MinAsync(row => (DateTime?)row.Event!.OccurredAt, cancellation)
            .ConfigureAwait(false);
        read = new Figures(events + deliveries, retrying, oldestEvent < oldestDelivery ? oldestEvent : oldestDelivery ?? oldestEvent);
    }

    double Age() => read.Oldest is { } oldest ? Math.Max(0, (Now - oldest).TotalSeconds) : 0;

    sealed record Figures(int Pending, int Retrying, DateTime? Oldest);
}
