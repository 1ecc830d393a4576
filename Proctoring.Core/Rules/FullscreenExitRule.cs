using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags an exam that was full screen and no longer is.</summary>
public sealed class FullscreenExitRule : ViolationRule
{
    public FullscreenExitRule()
    {
        WarnCandidate = true;
        EndAfter = TimeSpan.Zero;
    }

    public override ViolationKind Kind { get; } =
        new(
            "fullscreen_exit",
            "Left full screen",
            Exams.Severity.Medium,
            "The exam was in full screen and then was not. Escape, F11 or a system dialog can do that.",
            "The exam is no longer full screen. Select the full-screen button at the top to return."
        );

    // Null if the page never was full screen: not every device supports it.
    public override Finding? Judge(Observation observation) =>
        observation.Browser?.Fullscreen is { } fullscreen ? new Finding(!fullscreen) : null;
}
