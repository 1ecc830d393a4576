namespace Proctoring.Web.Components.ExamRoom;

/// <summary>How the browser says the camera stands, and the microphone that is asked for with it.</summary>
/// <param name="Status">"off", "asking", "live", "muted", "ended" or "failed".</param>
/// <param name="Failure">Why it failed: see <see cref="CameraAdvice"/>; null otherwise.</param>
/// <param name="DeviceId">The camera in use.</param>
/// <param name="Devices">The cameras there are; empty before permission was given.</param>
/// <param name="Microphone">"off", "live", "muted", "ended", or why there is none: see <see cref="MicrophoneLook"/>.</param>
public sealed record CameraReport(string Status, string? Failure, string? DeviceId, IReadOnlyList<CameraDevice> Devices, string Microphone = "off")
{
    public static CameraReport Off { get; } = new("off", null, null, []);

    public bool Live => Status == "live";
}

/// <summary>A camera of the candidate's computer.</summary>
public sealed record CameraDevice(string Id, string Label);
