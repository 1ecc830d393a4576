using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Tests the outbox: events are stored with the change, delivered once, and tried again for three days.</summary>
public sealed class OutboxTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_of_a_key_leaves_one_event_for_each_change(DatabaseKind kind)
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(kind, channel);
        var caller = await CallerAsync(host);

        var started = await OpenAsync(host, caller);
        await host.Get<ExamSubmission>().SubmitAsync(caller, new SessionName(started.Number, null), 1, [], Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var cancelled = await OpenAsync(host, caller);
        await host.Get<ExamCancellation>().CancelAsync(caller, cancelled.Number!.Value, null, Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        // Sessions of our own pages leave events for staff.
        var own = await host.StartSessionAsync(proctored: false);
        await RunAsync(host);
        await RunAsync(host);

        Assert.Equal(
            [
                (OutboxEventTypes.Submitted, started.Access.SessionId),
                (OutboxEventTypes.Ended, cancelled.Access.SessionId),
                (OutboxEventTypes.Started, own.SessionId),
            ],
            channel.Sent.Select(sent => (sent.Type, sent.SessionId!.Value))
        );
        Assert.Contains("\"status\":\"cancelled\"", channel.Sent[1].Payload, StringComparison.Ordinal);
        Assert.Contains("\"student_id\":\"s-1\"", channel.Sent[0].Payload, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Each_change_has_its_type(DatabaseKind kind)
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(kind, channel);
        var opened = await OpenAsync(host, await CallerAsync(host));
        foreach (
            var change in new Action<ProctoringSession>[]
            {
                session => session.Status = SessionStatus.Running,
                session => session.LastWatchedAt = host.Now,
                session => session.Status = SessionStatus.TimedOut,
                session => session.Verdict = Verdict.Violation,
                session => session.Verdict = null,
            }
        )
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await using var db = host.OpenDatabase();
            change(await db.Sessions.SingleAsync(row => row.Id == opened.Access.SessionId, Cancellation));
            await db.SaveChangesAsync(Cancellation);
        }

        await RunAsync(host);

        Assert.Equal(
            [OutboxEventTypes.Started, OutboxEventTypes.Ended, OutboxEventTypes.Reviewed, OutboxEventTypes.Reviewed],
            channel.Sent.Select(sent => sent.Type)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_of_a_later_version_waits_for_a_server_that_knows_it(DatabaseKind kind)
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(kind, channel);
        var opened = await OpenAsync(host, await CallerAsync(host));
        await using (var db = host.OpenDatabase())
        {
            foreach (var type in new[] { OutboxEventTypes.Graded, "exam.of_a_later_version" })
                db.Add(
                    new OutboxEvent
                    {
                        Id = Guid.CreateVersion7(),
                        Type = type,
                        SessionId = opened.Access.SessionId,
                        OccurredAt = host.Now,
                    }
                );
            await db.SaveChangesAsync(Cancellation);
        }

        await RunAsync(host);

        Assert.Equal([OutboxEventTypes.Graded], channel.Sent.Select(sent => sent.Type));
        await using var after = host.OpenDatabase();
        var waiting = await after.OutboxEvents.Where(row => row.DispatchedAt == null).Select(row => row.Type).ToListAsync(Cancellation);
        Assert.Equal(["exam.of_a_later_version"], waiting);
    }

    [Fact]
    public async Task A_loss_of_monitoring_and_an_erasure_leave_their_events()
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(DatabaseKind.Sqlite, channel);
        var caller = await CallerAsync(host);
        var opened = await OpenAsync(host, caller);
        var id = opened.Access.SessionId;
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(row => row.Id == id, Cancellation);
            (session.Status, session.StartedAt) = (SessionStatus.Running, host.Now);
            foreach (var (type, severity) in new[] { ("monitoring_degraded", Severity.Low), ("phone_seen", Severity.Low) })
                db.Add(
                    new ProctoringViolation
                    {
                        Id = Guid.CreateVersion7(),
                        SessionId = id,
                        Type = type,
                        Title = type,
                        Severity = severity,
                        BeganAt = host.Now,
                    }
                );
            await db.SaveChangesAsync(Cancellation);
        }

        await RunAsync(host);
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(row => row.Id == id, Cancellation);
            (session.Status, session.FinishedAt) = (SessionStatus.TimedOut, host.Now);
            await db.SaveChangesAsync(Cancellation);
        }

        await RunAsync(host);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Get<StudentErasure>().EraseAsync(caller.OwnerId, "s-1", Cancellation);
        await RunAsync(host);

        Assert.Equal(
            [
                OutboxEventTypes.Degraded,
                OutboxEventTypes.Ended,
                OutboxEventTypes.Erased,
                OutboxEventTypes.Started,
            ],
            channel.Sent.Select(sent => sent.Type).Order(StringComparer.Ordinal)
        );
        var degraded = channel.Sent.Single(sent => sent.Type == OutboxEventTypes.Degraded);
        Assert.Contains("\"type\":\"monitoring_degraded\"", degraded.Payload, StringComparison.Ordinal);
        var erased = channel.Sent[^1];
        Assert.Equal((OutboxEventTypes.Erased, id), (erased.Type, erased.SessionId));
        Assert.DoesNotContain("s-1", erased.Payload, StringComparison.Ordinal);
    }

    /// <summary>The example of the reference implementation (standard-webhooks, the tests of its libraries).</summary>
    [Fact]
    public void A_signature_is_that_of_standard_webhooks()
    {
        var keys = new EphemeralDataProtectionProvider();
        var stored = keys.CreateProtector("Proctoring.Webhooks.v1").Protect(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            new WebhookSecret(keys).Sign(stored, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""")
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_is_stored_with_the_change_or_not_at_all(DatabaseKind kind)
    {
        await using var host = await HostAsync(kind, new FakeChannel());
        var opened = await OpenAsync(host, await CallerAsync(host));

        await using (var db = host.OpenDatabase())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
            var session = await db.Sessions.SingleAsync(row => row.Id == opened.Access.SessionId, Cancellation);
            session.Status = SessionStatus.Running;
            await db.SaveChangesAsync(Cancellation);
            Assert.Equal(1, await db.OutboxEvents.CountAsync(Cancellation));
        }

        await using var after = host.OpenDatabase();
        Assert.Equal(0, await after.OutboxEvents.CountAsync(Cancellation));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_failed_delivery_is_tried_for_three_days_and_then_given_up(DatabaseKind kind)
    {
        var channel = new FakeChannel { Fails = true };
        await using var host = await HostAsync(kind, channel);
        var caller = await CallerAsync(host);
        var opened = await OpenAsync(host, caller);
        await host.Get<ExamCancellation>().CancelAsync(caller, opened.Number!.Value, null, Cancellation);
        var began = host.Now;

        var last = began;
        while (true)
        {
            await RunAsync(host);
            await using var db = host.OpenDatabase();
            var row = await db.OutboxDeliveries.SingleAsync(Cancellation);
            Assert.Equal(channel.Sent.Count, row.Attempts);
            if (row.GivenUpAt is { } givenUp)
            {
                Assert.Equal((null, 500, "away"), (row.NextAttemptAt, row.LastStatus, row.LastError));
                Assert.InRange(givenUp - began, TimeSpan.FromDays(2.9), TimeSpan.FromDays(3.4));
                break;
            }

            Assert.True(row.NextAttemptAt > last);
            last = row.NextAttemptAt!.Value;
            host.Clock.Advance(last - host.Now);
        }

        Assert.Equal(11, channel.Sent.Count);
        Assert.Single(channel.Sent.Select(sent => sent.Payload).Distinct());
        host.Clock.Advance(TimeSpan.FromDays(31));
        await RunAsync(host);
        await using var cleaned = host.OpenDatabase();
        Assert.Equal(
            (0, 0),
            (await cleaned.OutboxEvents.CountAsync(Cancellation), await cleaned.OutboxDeliveries.CountAsync(Cancellation))
        );
    }

    [Fact]
    public async Task A_channel_that_breaks_counts_as_a_failed_attempt()
    {
        var channel = new FakeChannel { Breaks = true };
        await using var host = await HostAsync(DatabaseKind.Sqlite, channel);
        var caller = await CallerAsync(host);
        await host.Get<ExamCancellation>().CancelAsync(caller, (await OpenAsync(host, caller)).Number!.Value, null, Cancellation);

        await RunAsync(host);

        await using var db = host.OpenDatabase();
        var row = await db.OutboxDeliveries.SingleAsync(Cancellation);
        Assert.Equal(1, row.Attempts);
        Assert.Contains("log has the reason", row.LastError, StringComparison.Ordinal);
        Assert.InRange(row.NextAttemptAt!.Value - host.Now, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_servers_one_sends(DatabaseKind kind)
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(kind, channel);
        var caller = await CallerAsync(host);
        var opened = await OpenAsync(host, caller);
        await host.Get<ExamCancellation>().CancelAsync(caller, opened.Number!.Value, null, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Get<OutboxDispatcher>().RunAsync(Cancellation)));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.Get<OutboxSender>().RunAsync(Cancellation)));

        Assert.Single(channel.Sent);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_result_that_comes_after_its_lease_changes_nothing(DatabaseKind kind)
    {
        var channel = new FakeChannel();
        await using var host = await HostAsync(kind, channel);
        var caller = await CallerAsync(host);
        await host.Get<ExamCancellation>().CancelAsync(caller, (await OpenAsync(host, caller)).Number!.Value, null, Cancellation);
        channel.Meanwhile = () =>
        {
            host.Clock.Advance(TimeSpan.FromMinutes(3));
            return host.Get<OutboxSender>().RunAsync(Cancellation);
        };

        await RunAsync(host);

        await using var db = host.OpenDatabase();
        var row = await db.OutboxDeliveries.SingleAsync(Cancellation);
        Assert.Equal((2, 204, null, null), (row.Attempts, row.LastStatus, row.LastError, row.NextAttemptAt));
        Assert.Equal(host.Now, row.DeliveredAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("100.100.1.1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    public void Only_public_addresses_are_reached(string address, bool expected) =>
        Assert.Equal(expected, WebhookConnections.IsPublic(IPAddress.Parse(address)));

    static Task<CoreHost> HostAsync(DatabaseKind kind, FakeChannel channel) =>
        CoreHost.CreateAsync(kind, services => services.AddSingleton<IOutboxChannel>(channel));

    static async Task<ApiCaller> CallerAsync(CoreHost host)
    {
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync("k", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        return ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
    }

    static Task<OpenedSession> OpenAsync(CoreHost host, ApiCaller caller) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                caller,
                new ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = "Interview",
                    TotalQuestions = 2,
                },
                Cancellation
            );

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
        await host.Get<OutboxCleaner>().RunAsync(Cancellation);
    }

    /// <summary>A channel with one target for all events.</summary>
    sealed class FakeChannel : IOutboxChannel
    {
        static readonly Guid Target = Guid.NewGuid();
        readonly List<OutboxEvent> sent = [];

        public string Name => "fake";

        public bool Fails { get; init; }

        public bool Breaks { get; init; }

        /// <summary>What happens during the next attempt, which fails then.</summary>
        public Func<Task>? Meanwhile { get; set; }

        public IReadOnlyList<OutboxEvent> Sent
        {
            get
            {
                lock (sent)
                    return [.. sent];
            }
        }

        public Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
            ProctoringDb database,
            OutboxEvent occurred,
            CancellationToken cancellation
        ) => Task.FromResult<IReadOnlyList<DeliveryTarget>>([new DeliveryTarget(Target)]);

        public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
        {
            if (Meanwhile is { } meanwhile)
            {
                Meanwhile = null;
                await meanwhile();
                return new DeliveryResult(false, 500, "late");
            }

            if (Breaks)
                throw new InvalidOperationException("broken");
            lock (sent)
                sent.AddRange(occurred);
            return Fails ? new DeliveryResult(false, 500, "away") : new DeliveryResult(true, 204, null);
        }
    }
}
