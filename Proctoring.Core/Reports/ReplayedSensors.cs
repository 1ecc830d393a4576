using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>The sensors that sessions under a policy use, as a live session decides it. A replay under a policy without a sensor must not
/// judge the gaps that the sensor had under the policy of the session.</summary>
/// <param name="Sound">Whether the microphone is used.</param>
/// <param name="Screen">Whether the candidate shares the screen.</param>
/// <param name="Room">Whether a phone may show the room.</param>
internal readonly record struct ReplayedSensors(bool Sound, bool Screen, bool Room = false)
{
    public static ReplayedSensors Of(ExamPolicy policy, RuleEngine engine) =>
        new(engine.Applies(AudioDetectedRule.Id), policy.Screen.IsOn, policy.RoomCamera != RoomCameraUse.Off);

    /// <summary>Returns an observation without the gaps and states of the other sensors.</summary>
    public Observation Only(Observation seen)
    {
        if (Sound && Screen && Room)
            return seen;
        var (sound, screen, room) = (Sound, Screen, Room);
        return seen with
        {
            Gaps = seen.Gaps is { } gaps
                ?
                [
                    .. gaps.Where(gap =>
                        (sound || !IsOfSound(gap)) && (screen || gap.Sensor != Sensor.Screen) && (room || gap.Sensor != Sensor.Room)
                    ),
                ]
                : null,
            Room = room ? seen.Room : null,
            Browser = screen || seen.Browser is null ? seen.Browser : seen.Browser with { Screen = null },
        };
    }

    static bool IsOfSound(SensorGap gap) => gap.Sensor == Sensor.Microphone || gap.Cause == GapCause.SoundNotAnalysed;
}
