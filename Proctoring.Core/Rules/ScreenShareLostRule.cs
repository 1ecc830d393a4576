using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a screen that the policy asks for and that is not shared. It finds nothing in sessions without the screen.</summary>
public sealed class ScreenShareLostRule : ViolationRule
{
    public ScreenShareLostRule()
    {
        // A reloaded page must ask the candidate again.
        HoldFor = TimeSpan.FromSeconds(20);
        EndAfter = TimeSpan.FromSeconds(2);
    }

    public override ViolationKind Kind { get; } =
        new(
            "screen_share_lost",
            "The screen was not shared",
            Exams.Severity.Medium,
            "The exam asks for pictures of the screen, and the screen was not shared. A reloaded page, the browser's own button "
                + "to stop sharing and a second choice all end a share. Phones and some browsers cannot share a screen at all.",
            "Your screen is not shared. Select Share my screen, and choose your entire screen."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Gaps: not null, ServerStoodStill: false })
            return null;
        return observation.GapOf(Sensor.Screen) switch
        {
            // The rule screen_not_whole finds a wrong choice.
            null or { Cause: GapCause.ScreenNotWhole } => Finding.Absent,
            { Cause: GapCause.Disconnected } or { IsPause: true } => null,
            // The line or the server was too slow; the screen is shared. The record has the gap.
            { Cause: GapCause.DroppedScreens } => null,
            // The candidate can change neither the device during the exam nor a picture that the server refuses.
            { Cause: GapCause.ScreenUnavailable or GapCause.ScreenRefused } gap => new Finding(true)
            {
                Detail = gap.Text,
                Since = gap.Since,
                AtMost = Exams.Severity.Low,
            },
            var gap => new Finding(true) { Detail = gap.Text, Since = gap.Since },
        };
    }
}
