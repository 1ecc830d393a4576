using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Notifications;

/// <summary>Makes the attempts of deliveries that are due, and plans the next ones. Several servers may do so at once.</summary>
internal sealed partial class OutboxSender(
    IDbContextFactory<ProctoringDb> databases,
    IEnumerable<IOutboxChannel> channels,
    TimeProvider time,
    ILogger<OutboxSender> log
)
{
    /// <summary>The targets that are served at the same time.</summary>
    const int AtOnce = 8;

    /// <summary>The most targets of one run.</summary>
    const int MostTargets = 200;

    /// <summary>The most deliveries to one target in one run, so that no target keeps the others waiting.</summary>
    const int PerTarget = 20;

    /// <summary>How long a run serves one target. A target that answers slowly continues in the next run, so that it does not keep the
    /// others waiting.</summary>
    static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay that a target can ask for with Retry-After.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>After this time, an attempt that did not report its result is made again: its server stopped.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The channels, each of which can run alone.</summary>
    public IReadOnlyList<IOutboxChannel> Channels { get; } = [.. channels];

    /// <summary>Makes the attempts of all channels that are due.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(Channels.Select(channel => RunAsync(channel, cancellation)));

    /// <summary>Makes the attempts of one channel that are due.</summary>
    public async Task RunAsync(IOutboxChannel channel, CancellationToken cancellation)
    {
        var targets = await TargetsAsync(channel.Name, cancellation).ConfigureAwait(false);
        await Parallel
            .ForEachAsync(
                targets,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (target, stop) => await TryAsync(channel, target, stop).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    /// <summary>Serves one target. One that fails does not stop the others, and is tried again when the lease of its attempt has
    /// passed.</summary>
    async Task TryAsync(IOutboxChannel channel, Guid targetId, CancellationToken cancellation)
    {
        try
        {
            await ServeAsync(channel, targetId, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause)
            when ((cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
                && !StorageFailure.IsUnavailable(cause)
            )
        {
            LogBroken(cause, targetId, channel.Name);
        }
    }

    async Task<List<Guid>> TargetsAsync(string channel, CancellationToken cancellation)
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .OutboxDeliveries.Where(row => row.NextAttemptAt <= now && row.Channel == channel)
            .GroupBy(row => row.TargetId)
            .Select(group => new { TargetId = group.Key, First = group.Min(row => row.NextAttemptAt) })
            .OrderBy(target => target.First)
            .Take(MostTargets)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(target => target.TargetId);
    }

    /// <summary>Sends the deliveries of one target one after the other. The first failure ends its turn, because the target is likely
    /// away.</summary>
    async Task ServeAsync(IOutboxChannel channel, Guid targetId, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var due = await DueAsync(channel, targetId, cancellation).ConfigureAwait(false);
        foreach (var together in due.Chunk(channel.MostAtOnce))
            if (!await SendAsync(channel, targetId, together, cancellation).ConfigureAwait(false) || time.GetElapsedTime(began) >= Turn)
                return;
    }

    /// <summary>Sends one message; false if it failed.</summary>
    async Task<bool> SendAsync(IOutboxChannel channel, Guid targetId, OutboxDelivery[] due, CancellationToken cancellation)
    {
        var claimed = new List<OutboxDelivery>();
        var until = WholeMicroseconds(Now + Lease);
        foreach (var delivery in due)
            if (await ClaimAsync(delivery, until, cancellation).ConfigureAwait(false))
                claimed.Add(delivery);
        if (claimed.Count == 0)
            return true;
        var result = await AttemptAsync(channel, targetId, claimed, cancellation).ConfigureAwait(false);
        // The events of one message stay together at the next attempt.
        var (now, spread) = (Now, Random(channel.MostAtOnce > 1 ? targetId : claimed[0].Id));
        foreach (var delivery in claimed)
            await StoreAsync(delivery, until, result, now, spread).ConfigureAwait(false);
        return result.Delivered;
    }

    /// <summary>Makes one attempt. An unexpected failure of the channel counts as a failed attempt: otherwise it would be repeated without
    /// end.</summary>
    async Task<DeliveryResult> AttemptAsync(
        IOutboxChannel channel,
        Guid targetId,
        IEnumerable<OutboxDelivery> claimed,
        CancellationToken cancellation
    )
    {
        try
        {
            return await channel.SendAsync(targetId, [.. claimed.Select(delivery => delivery.Event!)], cancellation).ConfigureAwait(false);
        }
        catch (Exception cause)
            when ((cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
                && !StorageFailure.IsUnavailable(cause)
            )
        {
            LogBroken(cause, targetId, channel.Name);
            return new DeliveryResult(false, null, "The message could not be sent; the server's log has the reason");
        }
    }

    async Task<List<OutboxDelivery>> DueAsync(IOutboxChannel channel, Guid targetId, CancellationToken cancellation)
    {
        var (now, name) = (Now, channel.Name);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .OutboxDeliveries.AsNoTracking()
            .Include(row => row.Event)
            .Where(row => row.TargetId == targetId && row.Channel == name && row.NextAttemptAt <= now)
            .OrderBy(row => row.NextAttemptAt)
            .ThenBy(row => row.Event!.OccurredAt)
            .Take(Math.Max(PerTarget, channel.MostAtOnce))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Claims an attempt: of two servers, one changes the row.</summary>
    async Task<bool> ClaimAsync(OutboxDelivery delivery, DateTime until, CancellationToken cancellation)
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
                .OutboxDeliveries.Where(row => row.Id == delivery.Id && row.NextAttemptAt == delivery.NextAttemptAt)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(row => row.NextAttemptAt, until)
                            .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                            .SetProperty(row => row.LastAttemptAt, now),
                    cancellation
                )
                .ConfigureAwait(false) == 1;
    }

    /// <summary>Stores the result of an attempt, unless its lease has passed and another server made the next one meanwhile, or a person
    /// asked for it to be sent again.</summary>
    async Task StoreAsync(OutboxDelivery sent, DateTime until, DeliveryResult result, DateTime now, double spread)
    {
        var attempts = sent.Attempts + 1;
        var delay = result.Delivered || result.Final ? null : Longer(RetryPlan.After(attempts, spread), result.RetryAfter);
        var postponed = result is { Delivered: false, NotBefore: not null };
        var next = postponed ? result.NotBefore : now + delay;
        var error = result.Error is { } reason ? TextCharacters.Shortened(reason, OutboxDelivery.LongestError) : null;
        var givenUp = result is { Delivered: false, Cancelled: false } && delay is null;
        // Not cancelled: the attempt was made.
        await using var database = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        var claimed = database.OutboxDeliveries.Where(row => row.Id == sent.Id && row.NextAttemptAt == until);
        var stored = postponed
            ? await claimed
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(row => row.NextAttemptAt, next)
                        .SetProperty(row => row.Attempts, sent.Attempts)
                        .SetProperty(row => row.LastError, error)
                )
                .ConfigureAwait(false)
            : await claimed
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(row => row.NextAttemptAt, next)
                        .SetProperty(row => row.LastStatus, result.Status)
                        .SetProperty(row => row.LastError, error)
                        .SetProperty(row => row.DeliveredAt, result.Delivered ? now : (DateTime?)null)
                        .SetProperty(row => row.GivenUpAt, givenUp ? now : (DateTime?)null)
                )
                .ConfigureAwait(false);
        if (stored == 0)
            LogLate(sent.Id, sent.Channel, attempts);
        else if (!postponed)
            Report(sent, result, attempts, delay);
    }

    /// <summary>The planned delay, or a longer one that the target asked for. Null if there are no more attempts.</summary>
    static TimeSpan? Longer(TimeSpan? planned, TimeSpan? asked)
    {
        var bounded = asked > LongestWait ? LongestWait : asked;
        return planned < bounded ? bounded : planned;
    }

    void Report(OutboxDelivery sent, DeliveryResult result, int attempts, TimeSpan? delay)
    {
        ProctoringMetrics.DeliveryAttempted(
            sent.Channel,
            result.Delivered ? "delivered"
                : result.Cancelled ? "cancelled"
                : delay is null ? "given_up"
                : "failed"
        );
        if (result.Delivered)
            LogDelivered(sent.Id, sent.Channel, attempts);
        else if (result.Cancelled)
            LogCancelled(sent.Id, sent.Channel);
        else if (delay is { } wait)
            LogFailed(sent.Id, sent.Channel, attempts, result.Status, wait);
        else
            LogGivenUp(sent.Id, sent.Channel, attempts, result.Status);
    }

    /// <summary>What PostgreSQL stores, so that the value can be compared later.</summary>
    static DateTime WholeMicroseconds(DateTime moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>A number from 0 to 1 that differs between deliveries.</summary>
    static double Random(Guid id) => id.ToByteArray()[^1] / 255.0;

    [LoggerMessage(LogLevel.Error, "The deliveries to {Target} through {Channel} could not be processed")]
    partial void LogBroken(Exception cause, Guid target, string channel);

    [LoggerMessage(LogLevel.Warning, "The result of attempt {Attempt} of delivery {Id} through {Channel} came after its lease")]
    partial void LogLate(Guid id, string channel, int attempt);

    [LoggerMessage(LogLevel.Debug, "Delivery {Id} through {Channel} succeeded at attempt {Attempt}")]
    partial void LogDelivered(Guid id, string channel, int attempt);

    [LoggerMessage(LogLevel.Information, "Delivery {Id} through {Channel} is cancelled, because nothing is to be sent any more")]
    partial void LogCancelled(Guid id, string channel);

    [LoggerMessage(LogLevel.Information, "Delivery {Id} through {Channel} failed at attempt {Attempt}, status {Status}; next in {Delay}")]
    partial void LogFailed(Guid id, string channel, int attempt, int? status, TimeSpan delay);

    [LoggerMessage(LogLevel.Warning, "Delivery {Id} through {Channel} is given up after attempt {Attempt}, status {Status}")]
    partial void LogGivenUp(Guid id, string channel, int attempt, int? status);
}
