using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the state of the microphone in one line, with a button to open it again.</summary>
public sealed partial class MicrophoneLine
{
    MicrophoneLook? look;

    /// <summary>See <see cref="CameraReport.Microphone"/>.</summary>
    [Parameter, EditorRequired]
    public string State { get; set; } = "off";

    /// <summary>See <see cref="CameraReport.Listening"/>.</summary>
    [Parameter]
    public string? Listening { get; set; }

    /// <summary>Called when the candidate wants to open it again.</summary>
    [Parameter]
    public EventCallback Retry { get; set; }

    protected override void OnParametersSet() => look = MicrophoneLook.For(State, Listening);
}
