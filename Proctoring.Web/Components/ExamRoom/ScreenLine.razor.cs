using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Asks in one line for the screen while it is not shared during the exam. It covers nothing and blocks nothing.</summary>
public sealed partial class ScreenLine
{
    /// <summary>The state of the share: see js/proctoring/screen.js.</summary>
    [Parameter, EditorRequired]
    public string State { get; set; } = ScreenLook.Off;
}
