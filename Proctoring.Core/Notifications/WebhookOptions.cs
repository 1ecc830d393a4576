namespace Proctoring.Core.Notifications;

/// <summary>Where webhooks may lead.</summary>
public sealed class WebhookOptions
{
    /// <summary>Whether webhooks may use http and lead to addresses of private networks and of this machine. Only for a network in which
    /// every holder of an API key may reach every machine.</summary>
    public bool AllowPrivateNetworks { get; set; }
}
