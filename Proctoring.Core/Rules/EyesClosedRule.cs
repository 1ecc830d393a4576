using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Both eyes stay closed.</summary>
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
            "Both eyes stayed closed, measured against how far the candidate's own are usually open. It may be rest, tiredness or thought.",
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
