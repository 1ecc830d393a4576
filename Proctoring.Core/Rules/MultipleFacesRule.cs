using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags more than one face in the picture.</summary>
public sealed class MultipleFacesRule : ViolationRule
{
    public MultipleFacesRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(1);
        MinimumFrames = 3;
        // A small or turned face is not found in every frame.
        Misses = 1;
    }

    /// <inheritdoc />
    public override bool ConcernsIdentity => true;

    public override ViolationKind Kind { get; } =
        new(
            "multiple_faces_detected",
            "Another face in view",
            Exams.Severity.High,
            "The detector found more than one face. It may be a person beside the candidate, or a face on a poster or a screen. "
                + "A small face that never moves does not count.",
            "We can see more than one face. Please make sure that you are alone and that no picture of a face is behind you."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Faces?.Where(face => face.Still != true).ToList() switch
        {
            null => null,
            { Count: < 2 } => Finding.Absent,
            // The second face makes it a violation, so its score is the confidence.
            var faces => new Finding(true, faces.OrderByDescending(face => face.Confidence).ElementAt(1).Confidence)
            {
                Detail = string.Create(CultureInfo.InvariantCulture, $"{faces.Count} faces"),
                Model = observation.FaceModel,
                Boxes = [.. faces.Select(face => face.Where)],
            },
        };
}
