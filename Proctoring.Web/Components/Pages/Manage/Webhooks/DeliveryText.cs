using Proctoring.Core.Notifications;

namespace Proctoring.Web.Components.Pages.Manage.Webhooks;

/// <summary>Words for the states of deliveries.</summary>
internal static class DeliveryText
{
    public static string Of(DeliveryState? state) =>
        state switch
        {
            null => "All",
            DeliveryState.Waiting => "Waiting",
            DeliveryState.Retrying => "Retrying",
            DeliveryState.Delivered => "Delivered",
            DeliveryState.GivenUp => "Given up",
            _ => "Cancelled",
        };

    /// <summary>Whether the message arrives only if a person acts.</summary>
    public static bool NeedsAct(DeliveryState state) => state == DeliveryState.GivenUp;

    /// <summary>The state in addresses.</summary>
    public static string Code(DeliveryState? state) => Of(state).ToLowerInvariant().Replace(' ', '-');
}
