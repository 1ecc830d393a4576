using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a room camera that delivers no usable picture. It finds nothing in sessions without a room camera.</summary>
public sealed class RoomCameraLostRule : ViolationRule
{
    public RoomCameraLostRule() => WarnCandidate = true;

    public override ViolationKind Kind { get; } =
        new(
            "room_camera_lost",
            "No picture from the room camera",
            Exams.Severity.Medium,
            "The exam uses a phone as room camera, and no usable picture of it reached the server. A locked phone, an empty battery, "
                + "a call and a lost network all end its pictures. A candidate without a phone continues without it.",
            "Your phone sends no picture of the room. Unlock it and open its page again, or show a new code on this computer."
        );

    /// <summary>How long no usable picture may arrive before the room camera counts as lost, 10–300 s. A phone that was locked needs some
    /// time to return. The time in which a picture may have waited in a late server does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:05:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(30);

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Gaps: not null, ServerStoodStill: false })
            return null;
        return observation.GapOf(Sensor.Room) switch
        {
            null => Finding.Absent,
            { IsPause: true } => null,
            // The candidate stopped it on purpose; only silence needs time.
            { Cause: GapCause.RoomStopped } gap => new Finding(true) { Detail = gap.Text, Since = gap.Since },
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
