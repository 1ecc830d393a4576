using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a face that looks like a picture repeatedly, and has not blinked, spoken or turned for long.</summary>
public sealed class SpoofSuspectedRule : ViolationRule
{
    public SpoofSuspectedRule()
    {
        HoldFor = TimeSpan.FromSeconds(10);
        MinimumFrames = 3;
        EndAfter = TimeSpan.FromSeconds(12);
    }

    /// <inheritdoc />
    public override bool ConcernsIdentity => true;

    public override ViolationKind Kind { get; } =
        new(
            "spoof_suspected",
            "Picture of a face suspected",
            Exams.Severity.High,
            "A model took the face for a print or a screen several times, and the face did not blink, speak or turn. A "
                + "soft picture of a person who sits still can look the same. The severity is High only if a second sign agrees: "
                + "a screen surrounds the face, the pictures repeat, or the head did not turn when asked.",
            "Please look into the camera and move your head a little."
        );

    public override bool KeepsPicture => true;

    /// <summary>The liveness score below which a face looks like a picture, 0.01–0.9.</summary>
    [Range(0.01, 0.9)]
    public double LeastLiveness { get; set; } = 0.3;

    public override Finding? Judge(Observation observation)
    {
        // One of the two signs alone accuses no one, and either of them alone clears.
        if (observation.Head is not { Liveness: { } liveness, ShowsLife: var life } head)
            return null;
        if (liveness.Score >= LeastLiveness || life == true)
            return Finding.Absent;
        if (life is null)
            return null;
        var more =
            head.OnScreen == true ? ", a screen around the face"
            : observation.Replay is { Pattern: not ReplayPattern.None } ? ", and the pictures repeat"
            : head.TurnedWhenAsked == false ? ", and the head did not turn when asked"
            : "";
        return new Finding(true, 1 - liveness.Score)
        {
            AtMost = more.Length == 0 ? Exams.Severity.Medium : null,
            Detail =
                string.Create(CultureInfo.InvariantCulture, $"liveness {liveness.Score:0.00}, no blink and no movement of its own") + more,
            Model = liveness.Model,
            Threshold = LeastLiveness,
            Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
        };
    }
}
