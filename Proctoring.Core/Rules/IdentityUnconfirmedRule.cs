using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Reports a similarity that neither confirms nor excludes the candidate: for long, or after a sudden fall. Also reports a face
/// that cannot be compared for long. It accuses no one.</summary>
public sealed class IdentityUnconfirmedRule : ViolationRule
{
    public IdentityUnconfirmedRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(2);
        MinimumFrames = 3;
        EndAfter = TimeSpan.FromSeconds(8);
    }

    /// <inheritdoc />
    public override bool ConcernsIdentity => true;

    public override ViolationKind Kind { get; } =
        new(
            "identity_unconfirmed",
            "Identity not confirmed",
            Exams.Severity.Medium,
            "The face in view is neither clearly the one taken at the start nor clearly another. Poor light, a mask or glasses lower the "
                + "similarity; a similar-looking person can have it too. Or the face was turned away or hidden for long and could not be "
                + "compared. Compare the two pictures. It is Medium only after a sudden fall or if the camera is turned.",
            "We could not confirm that it is you. Please look into the camera in good light, with your whole face visible."
        );

    public override bool KeepsPicture => true;

    /// <summary>How long the result must be unsure without a sudden fall, 5–300 s; a face that cannot be compared takes twice as
    /// long.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan UnsureFor { get; set; } = TimeSpan.FromSeconds(30);

    public override Finding? Judge(Observation observation)
    {
        if (observation.Identity is not { } check)
            return JudgeUncompared(observation);
        if (check.Same is not null)
            return Finding.Absent;
        // Too few frames decide nothing.
        if (check.UnsureSince is not { } since)
            return null;
        if (check.Before is null && observation.At - since < UnsureFor)
            return Finding.Absent;
        return new Finding(true, 0.5)
        {
            AtMost = check.Before is null ? Exams.Severity.Low : null,
            Since = since,
            Detail = check.Before is { } before
                ? string.Create(CultureInfo.InvariantCulture, $"similarity fell from {before:0.00} to {check.Similarity:0.00}")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"similarity {check.Similarity:0.00}, between {check.DifferentBelow:0.00} and {check.Threshold:0.00}"
                ),
            Model = check.Model,
            Threshold = check.Threshold,
            Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
        };
    }

    Finding? JudgeUncompared(Observation observation)
    {
        var turned = observation.CameraTurned == true;
        if (observation.UncomparedSince is not { } since || observation.At - since < (turned ? UnsureFor : 2 * UnsureFor))
            return null;
        return new Finding(true, 0.5)
        {
            // People turn to a second screen; a camera that is turned hides who they are.
            AtMost = turned ? null : Exams.Severity.Low,
            Since = since,
            Detail = turned ? "the face could not be compared: the camera is turned" : "the face could not be compared",
            Model = observation.FaceModel,
            Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
        };
    }
}
