using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows how long something has been running. The browser counts; the server's clock gives the start.</summary>
public sealed partial class RunningTime
{
    /// <summary>The start, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime Since { get; set; }

    [Inject]
    TimeProvider Time { get; set; } = null!;

    TimeSpan Elapsed => Time.GetUtcNow().UtcDateTime - Since;

    string Seconds => Math.Max(0, Elapsed.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);
}
