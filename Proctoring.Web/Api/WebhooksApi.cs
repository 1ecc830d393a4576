using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Web.Api;

/// <summary>Manages the webhooks of a calling system and shows their delivery logs.</summary>
internal static class WebhooksApi
{
    // A webhook receives what a key with this scope can read.
    static readonly ApiRight Right = new(ApiScopes.Results);

    public static void Map(ApiRoutes routes)
    {
        routes.Post(
            null,
            "webhooks",
            Right,
            new("Create a webhook", typeof(CreateWebhookBody), typeof(CreatedWebhookData), 201, 400, 409),
            CreateAsync
        );
        routes.Get(null, "webhooks", Right, new("The webhooks of the system", null, typeof(WebhooksData), 200), ListAsync);
        routes.Delete("webhooks/{webhook_id}", Right, new("Delete a webhook", null, typeof(DeletedData), 200, 404), DeleteAsync);
        routes.Post(
            null,
            "webhooks/{webhook_id}/secret",
            Right,
            new("Replace the secret of a webhook", typeof(ReplaceSecretBody), typeof(ReplacedSecretData), 200, 400, 404)
            {
                BodyIsOptional = true,
            },
            ReplaceSecretAsync
        );
        routes.Post(
            null,
            "webhooks/{webhook_id}/test",
            Right,
            new("Send a test message", typeof(EmptyBody), typeof(DeliveryData), 201, 400, 404),
            TestAsync
        );
        routes.Get(
            null,
            "webhooks/{webhook_id}/deliveries",
            Right,
            new("The delivery log, newest first", null, typeof(PageData<DeliveryData>), 200, 400, 404) { Queries = ResourcesApi.Paging },
            DeliveriesAsync
        );
        routes.Post(
            null,
            "webhooks/{webhook_id}/deliveries/{delivery_id}/resend",
            Right,
            new("Send a message once more", typeof(EmptyBody), typeof(DeliveryData), 201, 400, 404),
            ResendAsync
        );
    }

    static async Task<ApiAnswer> CreateAsync(HttpContext context, WebhookStore store)
    {
        var body = await context.ReadBodyAsync<CreateWebhookBody>(ApiBody.Small);
        var (webhook, secret) = await store.CreateAsync(context.Caller(), body.Url!.Trim(), body.Events ?? [], context.RequestAborted);
        return ApiAnswer.Created("Webhook created", new CreatedWebhookData(WebhookData.Of(webhook), secret));
    }

    static async Task<ApiAnswer> ListAsync(HttpContext context, WebhookStore store) =>
        ApiAnswer.Ok(
            "Webhooks",
            new WebhooksData([.. (await store.ListAsync(context.Caller(), context.RequestAborted)).Select(WebhookData.Of)])
        );

    static async Task<ApiAnswer> DeleteAsync(HttpContext context, WebhookStore store)
    {
        var id = IdOf(context, "webhook_id");
        await store.DeleteAsync(context.Caller(), id, context.RequestAborted);
        return ApiAnswer.Ok("Webhook deleted", new DeletedData(true));
    }

    static async Task<ApiAnswer> ReplaceSecretAsync(HttpContext context, WebhookStore store)
    {
        var body = await context.ReadOptionalBodyAsync<ReplaceSecretBody>(ApiBody.Small);
        var (secret, until) = await store.ReplaceSecretAsync(
            context.Caller(),
            IdOf(context, "webhook_id"),
            TimeSpan.FromHours(body.OldSecretHours ?? ReplaceSecretBody.UsualHours),
            context.RequestAborted
        );
        return ApiAnswer.Ok("Secret replaced", new ReplacedSecretData(secret, until));
    }

    static async Task<ApiAnswer> TestAsync(HttpContext context, WebhookStore store, ApiLimits limits)
    {
        limits.WebhookTries.Call($"{context.Caller().OwnerId}");
        await context.ReadOptionalBodyAsync<EmptyBody>(ApiBody.Small);
        var delivery = await store.TestAsync(context.Caller(), IdOf(context, "webhook_id"), context.RequestAborted);
        return ApiAnswer.Created("Test message queued", DeliveryData.Of(delivery));
    }

    static async Task<ApiAnswer> DeliveriesAsync(HttpContext context, WebhookStore store)
    {
        var (page, size) = new ApiQuery(context.Request.Query).Page;
        var listed = await store.DeliveriesAsync(
            context.Caller(),
            IdOf(context, "webhook_id"),
            (page - 1) * size,
            size,
            context.RequestAborted
        );
        return ApiAnswer.Ok("Deliveries", new PageData<DeliveryData>([.. listed.Items.Select(DeliveryData.Of)], page, size, listed.Total));
    }

    static async Task<ApiAnswer> ResendAsync(HttpContext context, WebhookStore store, ApiLimits limits)
    {
        limits.WebhookTries.Call($"{context.Caller().OwnerId}");
        await context.ReadOptionalBodyAsync<EmptyBody>(ApiBody.Small);
        var delivery = await store.ResendAsync(
            context.Caller(),
            IdOf(context, "webhook_id"),
            IdOf(context, "delivery_id"),
            context.RequestAborted
        );
        return ApiAnswer.Created("Message queued", DeliveryData.Of(delivery));
    }

    static Guid IdOf(HttpContext context, string name) =>
        Guid.TryParse(context.Request.RouteValues[name] as string, out var id)
            ? id
            : throw CallRefusedException.NotFound($"There is no such {name[..^3]}");
}

/// <summary>A body without fields, which may be left out.</summary>
internal sealed record EmptyBody;

/// <summary>The body that creates a webhook.</summary>
internal sealed record CreateWebhookBody
{
    /// <summary>The address that receives the messages; https.</summary>
    [Required, MaxLength(2000)]
    public string? Url { get; init; }

    /// <summary>The types of events to receive; all by default.</summary>
    [MaxLength(10), KnownValues(KnownValueSet.Events)]
    public IReadOnlyList<string>? Events { get; init; }
}

/// <summary>The body that replaces the secret of a webhook.</summary>
internal sealed record ReplaceSecretBody
{
    internal const int UsualHours = 24;

    /// <summary>How long messages are signed with the old secret as well, in hours; 24 by default. 0 if others know the old
    /// secret.</summary>
    [Range(0, 168)]
    public int? OldSecretHours { get; init; }
}

/// <summary>The new secret of a webhook.</summary>
/// <param name="Secret">The secret that signs its messages. It is shown once.</param>
/// <param name="OldSecretUntil">Until when messages are signed with the old secret as well, UTC.</param>
internal sealed record ReplacedSecretData(string Secret, DateTime OldSecretUntil);

/// <summary>A webhook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address.</param>
/// <param name="Events">The types of events that it receives.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="DisabledAt">When the receiver answered 410, UTC; null while it receives messages.</param>
internal sealed record WebhookData(
    Guid Id,
    string Url,
    [property: KnownValues(KnownValueSet.Events)] IReadOnlyList<string> Events,
    DateTime CreatedAt,
    DateTime? DisabledAt
)
{
    public static WebhookData Of(WebhookEndpoint row) => new(row.Id, row.Url, row.Events.Split(' '), row.CreatedAt, row.DisabledAt);
}

/// <summary>A new webhook.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">The secret that signs its messages. It is shown once.</param>
internal sealed record CreatedWebhookData(WebhookData Webhook, string Secret);

/// <summary>The webhooks of a system.</summary>
internal sealed record WebhooksData(IReadOnlyList<WebhookData> Items);

/// <summary>The answer to a deletion.</summary>
internal sealed record DeletedData(bool Deleted);

/// <summary>One delivery of a message.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Message">The id of the message: the header webhook-id.</param>
/// <param name="Event">The type of the event.</param>
/// <param name="Status">waiting, delivered or failed.</param>
/// <param name="Attempts">The attempts so far.</param>
/// <param name="LastAttemptAt">UTC; null before the first attempt.</param>
/// <param name="NextAttemptAt">UTC; null when there is none.</param>
/// <param name="HttpStatus">The receiver's last answer; null without one.</param>
/// <param name="Error">Why the last attempt failed.</param>
internal sealed record DeliveryData(
    Guid Id,
    string Message,
    [property: KnownValues(KnownValueSet.AllEvents)] string Event,
    DeliveryStatus Status,
    int Attempts,
    DateTime? LastAttemptAt,
    DateTime? NextAttemptAt,
    int? HttpStatus,
    string? Error
)
{
    public static DeliveryData Of(OutboxDelivery row) =>
        new(
            row.Id,
            $"msg_{row.EventId:N}",
            row.Event!.Type,
            row.DeliveredAt is not null ? DeliveryStatus.Delivered
                : row.GivenUpAt is not null ? DeliveryStatus.Failed
                : DeliveryStatus.Waiting,
            row.Attempts,
            row.LastAttemptAt,
            row.NextAttemptAt,
            row.LastStatus,
            row.LastError
        );
}

/// <summary>The state of a delivery.</summary>
internal enum DeliveryStatus
{
    Waiting,
    Delivered,
    Failed,
}
