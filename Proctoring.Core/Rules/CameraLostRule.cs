using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a camera that delivers no usable frame: it stopped, its frames do not arrive, or they cannot be read.</summary>
public sealed class CameraLostRule : ViolationRule
{
    public CameraLostRule() => WarnCandidate = true;

    /// <summary>How long no usable frame may arrive before the camera counts as lost, 2–300 s.</summary>
    /// <remarks>Only the time counts in which a frame was due and the server proved that none waited (<see
    /// cref="SensorGap.Counted"/>).</remarks>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Returns the shortest silence that this server does not cause itself: one and a half times the longest interval that it
    /// may request between frames.</summary>
    /// <param name="longestIntervalMs"><see cref="FrameOptions.LongestIntervalMs"/>.</param>
    internal static TimeSpan ShortestSilence(int longestIntervalMs) => TimeSpan.FromMilliseconds(1.5 * longestIntervalMs);

    /// <inheritdoc cref="ShortestSilence(int)"/>
    /// <exception cref="InvalidOperationException">The interval in the settings is not a number.</exception>
    internal static TimeSpan ShortestSilence(IConfiguration configuration) =>
        ShortestSilence(
            configuration
                .GetSection(ProctoringOptions.Section)
                .GetValue(
                    $"{nameof(ProctoringOptions.Frames)}:{nameof(FrameOptions.LongestIntervalMs)}",
                    new FrameOptions().LongestIntervalMs
                )
        );

    public override ViolationKind Kind { get; } =
        new(
            "camera_lost",
            "No picture from the camera",
            Exams.Severity.Medium,
            "No usable picture reached the server. The camera was unplugged, switched off or used by another program, "
                + "or its pictures could not be read.",
            "Your camera has stopped. Plug it in or close other programs that use it, then select \"Try again\". Your "
                + "saved answers are safe."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Gaps: not null, ServerStoodStill: false })
            return null;
        return observation.GapOf(Sensor.Camera) switch
        {
            null => Finding.Absent,
            // Other causes have other rules.
            { Cause: GapCause.Disconnected } or { IsPause: true } => null,
            // A report of the browser is certain; only silence needs time.
            { Cause: GapCause.CameraStopped } gap => new Finding(true) { Detail = gap.Text, Since = gap.Since },
            var gap when gap.SilenceAt(observation.At) < Silence => null,
            var gap => new Finding(true)
            {
                Detail = gap.Text,
                Model = "server clock",
                Since = gap.Since,
            },
        };
    }
}
