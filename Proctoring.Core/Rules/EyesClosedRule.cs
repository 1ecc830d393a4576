using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags eyes that stay closed.</summary>
public sealed class EyesClosedRule : ViolationRule
{
    public EyesClosedRule()
    {
        HoldFor = TimeSpan.FromSeconds(6);
        MinimumFrames = 8;
    }

    public override ViolationKind Kind { get; } =
        new(
            "eyes_closed",
            "Eyes closed",
            Exams.Severity.Low,
            "Both eyes stayed closed, compared with how far the candidate usually opens them. The candidate may be "
                + "resting, tired or thinking.",
            "Your eyes have been closed for a while. Take the rest you need, then look at your screen."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Head?.EyesClosed switch
        {
            null => null,
            false => Finding.Absent,
            _ => new Finding(true) { Model = "iris", Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []] },
        };
}
