using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags eyes that stay far to the side while the head hardly turns.</summary>
public sealed class SuspiciousGazeRule : ViolationRule
{
    /// <summary>An iris moves over half an eye's width (15 mm) on a ball of about 12 mm radius: 1 would be about 70 degrees. If the head
    /// turns one way and the eyes the other, the person looks at one and the same place.</summary>
    const double DegreesOfGaze = 70;

    public SuspiciousGazeRule()
    {
        HoldFor = TimeSpan.FromSeconds(4);
        MinimumFrames = 8;
        Misses = 1;
    }

    public override ViolationKind Kind { get; } =
        new(
            "suspicious_gaze",
            "Looking away from the screen",
            Exams.Severity.Low,
            "The eyes stayed far to the side of where the candidate usually looks. The picture of an eye is small, so "
                + "take this as a hint.",
            "Your eyes have been away from the screen for a while. Please look at your screen."
        );

    public override bool KeepsPicture => true;

    /// <summary>The limit along the eye from the usual position, 0.1–1.</summary>
    [Range(0.1, 1)]
    public double MostAlong { get; set; } = 0.2;

    /// <summary>The angle to the side, of head and eyes together, beyond which a person looks away from the screen, 5–90 degrees.</summary>
    [Range(5, 90)]
    public double LeastAngle { get; set; } = 13;

    public override Finding? Judge(Observation observation)
    {
        if (observation.Head is not { Gaze: { } gaze } head)
            return null;
        var angle = gaze.X * DegreesOfGaze + (head.Turn ?? head.Pose ?? default).Yaw;
        if (Math.Abs(gaze.X) < MostAlong || Math.Abs(angle) < LeastAngle || Math.Sign(angle) != Math.Sign(gaze.X))
            return Finding.Absent;
        return new Finding(true, Math.Min(1, Math.Abs(gaze.X) / MostAlong - 0.5))
        {
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{Math.Abs(gaze.X):0.00} to the {(gaze.X > 0 ? "right" : "left")} of the picture"
            ),
            Model = "iris",
            Threshold = MostAlong,
            Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
        };
    }
}
