using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags developer tools that seem to be open beside the page.</summary>
public sealed class DevtoolsOpenedRule : ViolationRule
{
    /// <summary>Another panel of the browser looks the same to a page.</summary>
    const double Sureness = 0.6;

    public DevtoolsOpenedRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(4);
        MinimumFrames = 3;
    }

    public override ViolationKind Kind { get; } =
        new(
            "devtools_opened",
            "Developer tools seem open",
            Exams.Severity.High,
            "The page lost room inside its window, as it does when developer tools are docked. This is a guess: a side "
                + "panel or a toolbar of the browser looks the same.",
            "A panel of the browser is open beside the exam. Please close it."
        );

    public override Finding? Judge(Observation observation) =>
        observation.Browser?.DevtoolsOpen switch
        {
            null => null,
            false => Finding.Absent,
            true => new Finding(true, Sureness) { Detail = "a guess: the page lost room inside its window", Model = "window sizes" },
        };
}
