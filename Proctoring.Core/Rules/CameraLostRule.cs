using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>No picture comes any more: the camera stopped, or its pictures do not reach us. A silent camera is never a clean record.</summary>
public sealed class CameraLostRule : ViolationRule
{
    public CameraLostRule() => WarnCandidate = true;

    /// <summary>How long no frame may come before the camera counts as lost, 2–300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(8);

    public override ViolationKind Kind { get; } = new(
        "camera_lost",
        "No picture from the camera",
        Exams.Severity.Medium,
        "No picture reached the server. The camera was unplugged, switched off or used elsewhere.",
        "No picture comes from your camera. Check that it is plugged in and that no other program uses it. Your answers are safe.");

    public override Finding? Judge(Observation observation)
    {
        // Without a connection nothing is known of the camera: that is network_lost, and said once.
        if (observation.Connected == false)
            return null;
        if (observation.Browser?.CameraRunning == false)
            return new Finding(true) { Detail = "the browser says that the camera stopped" };
        if (observation.SinceLastFrame is { } silence)
            return silence < Silence ? null : new Finding(true) { Detail = "no picture reached the server", Model = "server clock", Since = observation.At - silence };
        return observation.Frame is null ? null : Finding.Absent;
    }
}
