using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a screen that extends over a second display.</summary>
public sealed class SecondDisplayRule : ViolationRule
{
    public SecondDisplayRule()
    {
        WarnCandidate = true;
        // Docking and waking make displays appear and disappear for a moment.
        HoldFor = TimeSpan.FromSeconds(2);
    }

    public override ViolationKind Kind { get; } =
        new(
            "second_display",
            "A second display is connected",
            Exams.Severity.Medium,
            "The browser reports a screen extended over more than one display. It does not report what the other "
                + "display shows, and not every browser reports displays.",
            "A second display is connected. Please unplug it or turn it off until you submit."
        );

    public override Finding? Judge(Observation observation) =>
        observation.Browser?.SecondDisplay is { } second ? new Finding(second) : null;
}
