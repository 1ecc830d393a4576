using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The flags of a session in the order of time, each with the state of its review.</summary>
public sealed partial class FlagList
{
    [Parameter, EditorRequired]
    public IReadOnlyList<CaseFlag> Flags { get; set; } = [];

    /// <summary>The one looked at, from 0.</summary>
    [Parameter]
    public int Index { get; set; }

    /// <summary>Those that the next decision is for; null for only the one looked at.</summary>
    [Parameter]
    public Alike? Alike { get; set; }

    [Parameter]
    public EventCallback<int> OnSelect { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
