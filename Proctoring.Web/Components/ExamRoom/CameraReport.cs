namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The state of the camera, and of the microphone that is opened with it, as the browser reports it.</summary>
/// <param name="Status">"off", "asking", "live", "muted", "ended" or "failed".</param>
/// <param name="Failure">Why it failed: see <see cref="CameraAdvice"/>; null otherwise.</param>
/// <param name="DeviceId">The camera in use.</param>
/// <param name="Devices">The cameras of the computer; empty before permission is given.</param>
/// <param name="Microphone">"off", "live", "muted", "ended", or why there is none: see <see cref="MicrophoneLook"/>.</param>
/// <param name="Listening">"on", "silent" or "failed" while the exam runs; null otherwise.</param>
/// <param name="Microphones">The microphones of the computer; empty before permission is given.</param>
/// <param name="MicrophoneId">The microphone in use; null for none.</param>
public sealed record CameraReport(
    string Status,
    string? Failure,
    string? DeviceId,
    IReadOnlyList<CameraDevice> Devices,
    string Microphone = "off",
    string? Listening = null,
    IReadOnlyList<CameraDevice>? Microphones = null,
    string? MicrophoneId = null
)
{
    public static CameraReport Off { get; } = new("off", null, null, []);

    public bool Live => Status == "live";
}

/// <summary>A camera or a microphone of the candidate's computer.</summary>
public sealed record CameraDevice(string Id, string Label);
