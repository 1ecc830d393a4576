using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>The result of a message to several candidates: how many got it, and the names of those who did not.</summary>
public sealed partial class DeliveryNote
{
    [Parameter, EditorRequired]
    public IReadOnlyList<MessageDelivery> Deliveries { get; set; } = [];

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }
}
