using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a hidden tab: another tab or program is in front, or the window is minimised.</summary>
public sealed class TabSwitchRule : ViolationRule
{
    public TabSwitchRule()
    {
        WarnCandidate = true;
        EndAfter = TimeSpan.Zero;
    }

    public override ViolationKind Kind { get; } =
        new(
            "tab_switch",
            "Left the exam's tab",
            Exams.Severity.Medium,
            "The browser reports that the exam's tab was not visible. It does not report what was shown instead.",
            "You left the exam's tab. Please stay on this page until you submit."
        );

    public override Finding? Judge(Observation observation) => observation.Browser?.TabHidden is { } hidden ? new Finding(hidden) : null;
}
