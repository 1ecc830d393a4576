using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>What concerns the whole session: its risk with the arithmetic, verdicts, notes, messages.</summary>
public sealed partial class CaseRecord
{
    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string At(DateTime time) => Clock.ShortDayAndTime(time);
}
