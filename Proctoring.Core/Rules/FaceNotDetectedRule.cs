using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags pictures without a face, if the picture is visible.</summary>
public sealed class FaceNotDetectedRule : ViolationRule
{
    public FaceNotDetectedRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(3);
        MinimumFrames = 3;
    }

    public override ViolationKind Kind { get; } =
        new(
            "face_not_detected",
            "No face in view",
            Exams.Severity.Medium,
            "The detector found no face in the picture. The candidate may have left, looked far down or moved out of the picture. "
                + "A small face that never moves does not count.",
            "We can't see your face. Sit so that your whole face is in the picture."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.People switch
        {
            null => null,
            > 0 => Finding.Absent,
            // A face needs two models (detector and mesh); if only one found it, the confidence that there is none is at most one half.
            _ => new Finding(true, 1 - (observation.BestFaceScore ?? 0) / 2) { Model = observation.FaceModel },
        };
}
