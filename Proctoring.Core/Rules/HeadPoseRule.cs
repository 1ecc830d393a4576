using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a head that stays turned far away from its usual pose.</summary>
public sealed class HeadPoseRule : ViolationRule
{
    public HeadPoseRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(4);
        MinimumFrames = 6;
        Misses = 1;
    }

    public override ViolationKind Kind { get; } =
        new(
            "head_pose",
            "Head turned away",
            Exams.Severity.Medium,
            "The head stayed turned far to the side or up, compared with the candidate's usual pose. People also look "
                + "away when they think, but not for long.",
            "Your head is turned away from the screen. Please face your screen."
        );

    public override bool KeepsPicture => true;

    /// <summary>The limit to the side, 10–90 degrees.</summary>
    [Range(10, 90)]
    public double MostToTheSide { get; set; } = 38;

    /// <summary>The limit up, 10–90 degrees.</summary>
    [Range(10, 90)]
    public double MostUp { get; set; } = 35;

    /// <summary>The limit down, 10–90 degrees; looking at the keyboard or at paper lowers the head by 20 to 40.</summary>
    [Range(10, 90)]
    public double MostDown { get; set; } = 55;

    public override Finding? Judge(Observation observation)
    {
        if (observation.Head is not { Pose: { } pose } head)
            return null;
        var turn = head.Turn ?? pose;
        var (side, vertical) = (Math.Abs(turn.Yaw) / MostToTheSide, turn.Pitch >= 0 ? turn.Pitch / MostUp : -turn.Pitch / MostDown);
        if (Math.Max(side, vertical) < 1)
            return Finding.Absent;
        var (degrees, where, limit) =
            side >= vertical
                ? (Math.Abs(turn.Yaw), turn.Yaw > 0 ? "to the right of the picture" : "to the left of the picture", MostToTheSide)
                : (Math.Abs(turn.Pitch), turn.Pitch > 0 ? "up" : "down", turn.Pitch > 0 ? MostUp : MostDown);
        // The confidence is one half at the limit, and highest at one and a half times the limit.
        return new Finding(true, Math.Min(1, Math.Max(side, vertical) - 0.5))
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{degrees:0} degrees {where}"),
            Model = observation.FaceModel,
            Threshold = limit,
            Boxes = [.. observation.Faces?.Select(face => face.Where) ?? []],
        };
    }
}
