using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>The candidate's screen goes on over a second display.</summary>
public sealed class SecondDisplayRule : ViolationRule
{
    public SecondDisplayRule()
    {
        WarnCandidate = true;
        // Docking and waking make displays come and go for a moment.
        HoldFor = TimeSpan.FromSeconds(2);
    }

    public override ViolationKind Kind { get; } =
        new(
            "second_display",
            "A second display is connected",
            Exams.Severity.Medium,
            "The browser said that the screen is extended over more than one display. It does not say what the other display "
                + "shows, and not every browser tells.",
            "A second display is connected. Please unplug it or switch it off until you hand in."
        );

    public override Finding? Judge(Observation observation) =>
        observation.Browser?.SecondDisplay is { } second ? new Finding(second) : null;
}
