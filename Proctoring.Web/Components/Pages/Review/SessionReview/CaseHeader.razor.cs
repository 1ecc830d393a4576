using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Whose session it is, how it ended, who reviews it, and the way to the next.</summary>
public sealed partial class CaseHeader
{
    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Parameter]
    public bool CanReview { get; set; }

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    [Parameter]
    public EventCallback Take { get; set; }

    [Parameter]
    public EventCallback<Guid?> Give { get; set; }

    /// <summary>To the next session of the queue, or back.</summary>
    [Parameter]
    public EventCallback<bool> Beside { get; set; }

    [Parameter]
    public EventCallback Help { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    SessionRow Row => Case.Session;
}
