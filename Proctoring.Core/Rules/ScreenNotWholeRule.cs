using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a share of a window or a tab, if the policy asks for the whole screen.</summary>
public sealed class ScreenNotWholeRule : ViolationRule
{
    public ScreenNotWholeRule()
    {
        // The candidate can correct the choice at once.
        HoldFor = TimeSpan.FromSeconds(20);
        EndAfter = TimeSpan.Zero;
    }

    public override ViolationKind Kind { get; } =
        new(
            "screen_not_whole",
            "Not the whole screen was shared",
            Exams.Severity.Medium,
            "The exam asks for the whole screen, and the candidate chose a window or a tab. No picture of it was taken. "
                + "Some browsers do not report what was chosen; then nothing is flagged.",
            "You chose a window or a tab. Select Share my screen, and choose your entire screen."
        );

    // Null if the browser does not report what is shared, and while nothing is.
    public override Finding? Judge(Observation observation) =>
        observation.Browser?.Screen switch
        {
            ScreenState.Part => new Finding(true),
            ScreenState.Whole => Finding.Absent,
            _ => null,
        };
}
