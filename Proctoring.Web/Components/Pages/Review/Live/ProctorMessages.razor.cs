using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Shows the messages to the candidate of a running session, and sends the next one.</summary>
public sealed partial class ProctorMessages
{
    static readonly string[] Quick = ["Face", "Close", "Fine"];

    string? text;

    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    /// <summary>The oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CaseMessage> Messages { get; set; } = [];

    [Parameter]
    public bool CanWrite { get; set; }

    [Parameter]
    public EventCallback OnSent { get; set; }

    [Inject]
    Interventions Interventions { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string At(DateTime time) => Clock.TimeWithSeconds(time);
}
