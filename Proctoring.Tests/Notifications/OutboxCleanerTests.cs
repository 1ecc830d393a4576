using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Events that remain after a later version was replaced by this one.</summary>
public sealed class OutboxCleanerTests
{
    const string Unknown = "exam.of_a_later_version";

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_that_only_a_later_version_sends_is_reported_and_deleted_after_thirty_days(DatabaseKind kind)
    {
        CapturedLog log = new();
        await using var host = await CoreHost.CreateAsync(kind, log.AddTo);
        await using (var db = host.OpenDatabase())
        {
            foreach (var type in new[] { OutboxEventTypes.Started, Unknown })
                db.Add(
                    new OutboxEvent
                    {
                        Id = Guid.CreateVersion7(),
                        Type = type,
                        OccurredAt = host.Now,
                    }
                );
            await db.SaveChangesAsync(Cancellation);
        }

        var cleaner = host.Get<OutboxCleaner>();
        await cleaner.RunAsync(Cancellation);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Unknown, StringComparison.Ordinal));

        host.Clock.Advance(TimeSpan.FromHours(2));
        await cleaner.RunAsync(Cancellation);
        var report = Assert.Single(log.Lines, line => line.Contains(Unknown, StringComparison.Ordinal));
        Assert.Contains($"1 events of the type {Unknown} wait", report, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(host));

        host.Clock.Advance(OutboxCleaner.LogKept);
        await cleaner.RunAsync(Cancellation);
        Assert.Contains(log.Lines, line => line.StartsWith("1 events that only a later version sends", StringComparison.Ordinal));
        // This server sends the other one as soon as it can.
        Assert.Equal(1, await CountAsync(host));
    }

    static async Task<int> CountAsync(CoreHost host)
    {
        await using var db = host.OpenDatabase();
        return await db.OutboxEvents.CountAsync(Cancellation);
    }
}
