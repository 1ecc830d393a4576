using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Sends events to the webhooks of the system that opened the session, or to those of this server's own pages, signed as Standard
/// Webhooks describes.</summary>
internal sealed partial class WebhookChannel(
    IDbContextFactory<ProctoringDb> databases,
    WebhookConnections connections,
    WebhookSecret secrets,
    TimeProvider time,
    ILogger<WebhookChannel> log
) : IOutboxChannel
{
    public const string ChannelName = "webhook";

    public string Name => ChannelName;

    public async Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
        ProctoringDb database,
        OutboxEvent occurred,
        CancellationToken cancellation
    )
    {
        // The system whose key opened the session, or this server's own pages.
        var owner = await database
            .Sessions.Where(session => session.Id == occurred.SessionId && (session.ApiKeyId != null || !session.Practice))
            .Select(session =>
                session.ApiKeyId == null
                    ? Student.OwnPages
                    : database.ApiKeys.Where(key => key.Id == session.ApiKeyId).Select(key => (Guid?)key.OwnerId).FirstOrDefault()
            )
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (owner is null)
            return [];
        var endpoints = await database
            .WebhookEndpoints.Where(endpoint => endpoint.OwnerId == owner && endpoint.DisabledAt == null)
            .Select(endpoint => new { endpoint.Id, endpoint.Events })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. endpoints
                .Where(endpoint => endpoint.Events.Split(' ').Contains(occurred.Type))
                .Select(endpoint => new DeliveryTarget(endpoint.Id)),
        ];
    }

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var endpoint = await database.WebhookEndpoints.SingleOrDefaultAsync(row => row.Id == targetId, cancellation).ConfigureAwait(false);
        if (endpoint is not { DisabledAt: null })
            return new DeliveryResult(false, null, "The webhook was deleted or disabled", Final: true);
        // A webhook has no more rights than its system. The system may get a new key before the last attempt.
        if (
            endpoint.OwnerId != Student.OwnPages
            && !await database.MayReadResultsAsync(endpoint.OwnerId, time.GetUtcNow().UtcDateTime, cancellation).ConfigureAwait(false)
        )
            return new DeliveryResult(false, null, "The system has no valid API key with the scope results; create one (--same-as)");
        var result = await TryAsync(endpoint, occurred[0], cancellation).ConfigureAwait(false);
        if (result.Status != (int)HttpStatusCode.Gone)
            return result;
        // The receiver asks for no further messages.
        endpoint.DisabledAt = time.GetUtcNow().UtcDateTime;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        LogDisabled(endpoint.Id);
        return result with { Final = true };
    }

    async Task<DeliveryResult> TryAsync(WebhookEndpoint endpoint, OutboxEvent occurred, CancellationToken cancellation)
    {
        // The address may have been stored while the setting allowed it.
        if (connections.Mistake(endpoint.Url) is { } mistake)
            return new DeliveryResult(false, null, $"The address {mistake}");
        try
        {
            using var message = MessageOf(endpoint, occurred);
            return await connections.PostAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (CryptographicException cause)
        {
            LogUnreadable(cause, endpoint.Id);
            return new DeliveryResult(
                false,
                null,
                "The secret of this webhook is unreadable; replace it, or delete the webhook and create it again",
                true
            );
        }
    }

    HttpRequestMessage MessageOf(WebhookEndpoint endpoint, OutboxEvent occurred)
    {
        var (id, seconds) = ($"msg_{occurred.Id:N}", time.GetUtcNow().ToUnixTimeSeconds());
        var message = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent(occurred.Payload!, Encoding.UTF8, "application/json"),
        };
        message.Headers.Add("webhook-id", id);
        message.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        message.Headers.Add("webhook-signature", secrets.Sign(endpoint.Secret, id, seconds, occurred.Payload!));
        message.Headers.UserAgent.ParseAdd("JobGenie-Proctoring");
        return message;
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {Id} answered 410 and is disabled")]
    partial void LogDisabled(Guid id);

    [LoggerMessage(LogLevel.Error, "The secret of webhook {Id} could not be decrypted")]
    partial void LogUnreadable(Exception cause, Guid id);
}
