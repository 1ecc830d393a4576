using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Notifications;

/// <summary>Registers the outbox and its channels.</summary>
internal static class NotificationsRegistration
{
    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services
            .AddSingleton<WebhookSecret>()
            .AddSingleton<WebhookConnections>()
            .AddSingleton<IOutboxChannel, WebhookChannel>()
            .AddSingleton<MailTransport>()
            .AddSingleton<MailSubscriptions>()
            .AddSingleton<IOutboxChannel, MailChannel>()
            .AddSingleton<IOutboxChannel, InvitationChannel>()
            .AddSingleton<ChatRoom>()
            .AddSingleton<IOutboxChannel, ChatChannel>()
            .AddSingleton<OutboxDispatcher>()
            .AddSingleton<OutboxSender>()
            .AddSingleton<OutboxCleaner>()
            .AddSingleton<OutboxGauges>()
            .AddSingleton<DeliveryLog>()
            .AddHostedService<OutboxWorker>();
}
