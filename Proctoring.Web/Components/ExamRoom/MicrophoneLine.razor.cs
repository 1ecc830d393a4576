using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>One quiet line on how the microphone stands.</summary>
public sealed partial class MicrophoneLine
{
    MicrophoneLook? look;

    /// <summary>The microphone as <see cref="CameraReport.Microphone"/> says it.</summary>
    [Parameter, EditorRequired]
    public string State { get; set; } = "off";

    protected override void OnParametersSet() => look = MicrophoneLook.For(State);
}
