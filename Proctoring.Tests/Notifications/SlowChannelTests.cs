using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>A mail server or a receiver that is slow delays its own messages and no others.</summary>
public sealed class SlowChannelTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_that_hangs_does_not_hold_up_the_others()
    {
        var (hung, quick) = (new HeldChannel("hung"), new HeldChannel("quick"));
        quick.Release();
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            services => services.AddSingleton<IOutboxChannel>(hung).AddSingleton<IOutboxChannel>(quick)
        );
        using var worker = WorkerOf(host);
        await CancelOneAsync(host, "s-1");
        await worker.StartAsync(Cancellation);
        await hung.BegunAsync(1);
        await quick.BegunAsync(1);

        await CancelOneAsync(host, "s-2");
        var second = quick.BegunAsync(2);
        while (!second.IsCompleted)
        {
            var look = quick.LookedAtAsync();
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(second, look);
        }

        await second;
        Assert.Equal((1, 2), (hung.Begun, quick.Begun));
        hung.Release();
        await worker.StopAsync(Cancellation);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_slow_target_gets_one_message_in_each_run(DatabaseKind kind)
    {
        var slow = new HeldChannel("slow");
        slow.Release();
        await using var host = await CoreHost.CreateAsync(kind, services => services.AddSingleton<IOutboxChannel>(slow));
        slow.Before = () => host.Clock.Advance(TimeSpan.FromSeconds(9));
        foreach (var student in new[] { "s-1", "s-2", "s-3" })
            await CancelOneAsync(host, student);
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);

        for (var run = 1; run <= 3; run++)
        {
            await host.Get<OutboxSender>().RunAsync(Cancellation);
            Assert.Equal(run, slow.Begun);
        }
    }

    [Theory]
    [InlineData(429, "120", 120, 121)]
    [InlineData(503, "Mon, 23 Nov 2026 10:10:00 GMT", 590, 600)]
    [InlineData(503, "31536000", 86_400, 86_401)]
    [InlineData(429, "1", 5, 6)]
    [InlineData(500, "-7", 5, 6)]
    [InlineData(503, "soon", 5, 6)]
    public async Task A_receiver_chooses_a_longer_delay(int status, string retryAfter, int least, int most)
    {
        await using var receiver = await BusyReceiver.StartAsync(status, retryAfter);
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Webhooks:AllowPrivateNetworks", "true")
        );
        var caller = await CallerAsync(host, "k");
        await host.Get<WebhookStore>().CreateAsync(caller, receiver.Url, [OutboxEventTypes.Ended], Cancellation);
        await CancelOneAsync(host, "s-1", caller);

        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);

        await using var db = host.OpenDatabase();
        var row = await db.OutboxDeliveries.SingleAsync(Cancellation);
        Assert.Equal((1, status), (row.Attempts, row.LastStatus));
        Assert.InRange((row.NextAttemptAt!.Value - host.Now).TotalSeconds, least, most);
    }

    static OutboxWorker WorkerOf(CoreHost host) =>
        new(
            host.Get<OutboxDispatcher>(),
            host.Get<OutboxSender>(),
            host.Get<OutboxCleaner>(),
            host.Get<OutboxGauges>(),
            new StartedLifetime(),
            host.Get<TimeProvider>(),
            NullLogger<OutboxWorker>.Instance
        );

    static async Task<ApiCaller> CallerAsync(CoreHost host, string name)
    {
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync(name, ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        return ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
    }

    /// <summary>Leaves one event in the outbox.</summary>
    static async Task CancelOneAsync(CoreHost host, string student, ApiCaller? caller = null)
    {
        caller ??= await CallerAsync(host, student);
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                caller,
                new ExamStart
                {
                    Student = new StudentName(student, null),
                    ExamName = "Interview",
                    TotalQuestions = 2,
                },
                Cancellation
            );
        await host.Get<ExamCancellation>().CancelAsync(caller, opened.Number!.Value, null, Cancellation);
    }

    /// <summary>A channel with one target for all events, which answers when the test lets it.</summary>
    sealed class HeldChannel(string name) : IOutboxChannel
    {
        static readonly Guid Target = Guid.NewGuid();
        readonly TaskCompletionSource released = Signal();
        readonly TaskCompletionSource[] begun = [Signal(), Signal(), Signal()];
        TaskCompletionSource looked = Signal();

        /// <summary>The worker reads it each time that it looks for work of this channel.</summary>
        public string Name
        {
            get
            {
                Interlocked.Exchange(ref looked, Signal()).TrySetResult();
                return name;
            }
        }

        public Action? Before { get; set; }

        /// <summary>The number of attempts that began.</summary>
        public int Begun => begun.Count(attempt => attempt.Task.IsCompleted);

        /// <summary>Waits for an attempt, from 1.</summary>
        public Task BegunAsync(int attempt) => begun[attempt - 1].Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        /// <summary>Waits for the worker's next look.</summary>
        public Task LookedAtAsync() => Volatile.Read(ref looked).Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        public void Release() => released.TrySetResult();

        public Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
            ProctoringDb database,
            OutboxEvent occurred,
            CancellationToken cancellation
        ) => Task.FromResult<IReadOnlyList<DeliveryTarget>>([new DeliveryTarget(Target)]);

        public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
        {
            Before?.Invoke();
            begun[Begun].SetResult();
            await released.Task.WaitAsync(cancellation);
            return new DeliveryResult(true, 204, null);
        }

        static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A receiver that asks for a pause.</summary>
    sealed class BusyReceiver(WebApplication app) : IAsyncDisposable
    {
        public string Url => $"{app.Urls.First()}/hook";

        public static async Task<BusyReceiver> StartAsync(int status, string retryAfter)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{IPAddress.Loopback}:0"));
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Run(context =>
            {
                (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (status, retryAfter);
                return Task.CompletedTask;
            });
            await app.StartAsync();
            return new BusyReceiver(app);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    sealed class StartedLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
