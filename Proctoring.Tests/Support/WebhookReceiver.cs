using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proctoring.Tests.Support;

/// <summary>A message that a receiver got.</summary>
internal sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Body);

/// <summary>The receiver of another system's webhooks, on a real port.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Channel<ReceivedWebhook> received = Channel.CreateUnbounded<ReceivedWebhook>();

    WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(ReceiveAsync);
    }

    /// <summary>The status of the next answers.</summary>
    public int Answer { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>Whether it accepts messages and does not answer.</summary>
    public bool Stalls { get; set; }

    public string Url => $"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/hook";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for the next message.</summary>
    public async Task<ReceivedWebhook> NextAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return await received.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The number of messages that no one has read.</summary>
    public int Waiting => received.Reader.Count;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers;
        await received.Writer.WriteAsync(
            new ReceivedWebhook($"{headers["webhook-id"]}", $"{headers["webhook-timestamp"]}", $"{headers["webhook-signature"]}", body)
        );
        if (Stalls)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        context.Response.StatusCode = Answer;
    }
}
