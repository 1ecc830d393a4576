using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags another window with the keyboard focus while the exam's tab is still visible.</summary>
public sealed class WindowBlurRule : ViolationRule
{
    public WindowBlurRule()
    {
        // A notification, an on-screen keyboard or a screen reader takes the focus for a moment; only a lasting loss counts.
        HoldFor = TimeSpan.FromSeconds(2);
        EndAfter = TimeSpan.FromSeconds(1);
    }

    public override ViolationKind Kind { get; } =
        new(
            "window_blur",
            "Another window in use",
            Exams.Severity.Low,
            "The exam's window was visible but did not have the keyboard focus. A system dialog or assistive "
                + "technology can also cause this.",
            "Another window is in use. Please click back into the exam."
        );

    public override Finding? Judge(Observation observation) =>
        observation.Browser switch
        {
            null or { WindowFocused: null } => null,
            // A hidden tab has no focus either; tab_switch already covers it.
            { TabHidden: true } => Finding.Absent,
            var browser => new Finding(browser.WindowFocused == false),
        };
}
