using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a microphone that delivers nothing: a record without voices must not look like silence in the room.</summary>
public sealed class MicrophoneLostRule : ViolationRule
{
    public MicrophoneLostRule()
    {
        // Plugging in a headset changes the microphone for a moment.
        HoldFor = TimeSpan.FromSeconds(10);
        EndAfter = TimeSpan.FromSeconds(2);
    }

    public override ViolationKind Kind { get; } =
        new(
            "microphone_lost",
            "No sound from the microphone",
            Exams.Severity.Low,
            "The microphone was off, muted, unplugged or silent, so nothing was heard. Candidates may continue without "
                + "one, so this does not add to the risk score.",
            "Your microphone sends no sound. Check that it is plugged in and not muted. You can continue without it; "
                + "the report will say so."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Gaps: not null, ServerStoodStill: false })
            return null;
        return observation.GapOf(Sensor.Microphone) switch
        {
            null => Finding.Absent,
            { Cause: GapCause.Disconnected } or { IsPause: true } => null,
            // The line lost the sound; the microphone works. The record has the gap.
            { Cause: GapCause.DroppedSound } => null,
            var gap => new Finding(true) { Detail = gap.Text, Since = gap.Since },
        };
    }
}
