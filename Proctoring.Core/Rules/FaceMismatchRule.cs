using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a person other than the one who started; several frames must agree.</summary>
public sealed class FaceMismatchRule : ViolationRule
{
    public FaceMismatchRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(2);
        MinimumFrames = 3;
        EndAfter = TimeSpan.FromSeconds(4);
    }

    /// <inheritdoc />
    public override bool ConcernsIdentity => true;

    public override ViolationKind Kind { get; } =
        new(
            "face_mismatch",
            "Another person",
            Exams.Severity.High,
            "The face in view does not match the face taken at the start. Poor light, a turned head or a mask can also "
                + "lower the similarity. An unsure similarity is not reported here.",
            "The face in view does not look like the one taken at the start. Please face the camera in good light. If "
                + "you are not the candidate, let the candidate return."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Identity switch
        {
            null or { Same: null } => null,
            { Same: true } => Finding.Absent,
            var check => new Finding(true, Sureness(check))
            {
                Detail = string.Create(CultureInfo.InvariantCulture, $"similarity {check.Similarity:0.00}, below {LimitOf(check):0.00}"),
                Model = check.Model,
                Threshold = LimitOf(check),
                Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
            },
        };

    /// <summary>0.5 at the limit, 1 if the two faces have nothing in common (similarity 0 or less).</summary>
    static double Sureness(IdentityCheck check) =>
        LimitOf(check) <= 0 ? 1 : Math.Clamp(1 - 0.5 * Math.Max(0, check.Similarity) / LimitOf(check), 0, 1);

    /// <summary>Records from before there was a zone of doubt have one limit.</summary>
    static float LimitOf(IdentityCheck check) => check.DifferentBelow ?? check.Threshold;
}
