using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Tells the candidate each extension of the deadline and each pause, with its reason.</summary>
public sealed partial class TimeChangeNotes
{
    /// <summary>The changes of the deadline so far, oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ReportedTimeChange> Changes { get; set; } = [];

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
