using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>A request during the exam to turn the head, and its end. The exam continues.</summary>
public sealed partial class TurnRequest
{
    /// <summary>What the candidate should do now: Ahead, Left, Right or Up; null without a request.</summary>
    [Parameter, EditorRequired]
    public string? Wanted { get; set; }

    /// <summary>The result of the last request; null if there is nothing to show.</summary>
    [Parameter, EditorRequired]
    public string? Result { get; set; }

    /// <summary>Called if the candidate cannot do it.</summary>
    [Parameter]
    public EventCallback Declined { get; set; }

    /// <summary>Called when the candidate has read the result.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }
}
