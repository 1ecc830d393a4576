using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a face of which a large part is covered.</summary>
public sealed class FaceBlockedRule : ViolationRule
{
    public FaceBlockedRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(5);
        MinimumFrames = 6;
    }

    public override ViolationKind Kind { get; } =
        new(
            "face_blocked",
            "Face covered",
            Exams.Severity.Medium,
            "The detectors see a face but not its features. A hand, an object or hair may cover it, or it may be seen from the side. "
                + "A mask is usually not detected.",
            "We can't see your whole face. Please uncover it and look at your screen."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Head?.Covered switch
        {
            null => null,
            false => Finding.Absent,
            _ => new Finding(true, observation.BestFaceScore ?? 1)
            {
                Model = observation.FaceModel,
                Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
            },
        };
}
