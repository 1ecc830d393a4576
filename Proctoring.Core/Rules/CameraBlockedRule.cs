using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags pictures that show nothing.</summary>
public sealed class CameraBlockedRule : ViolationRule
{
    public CameraBlockedRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(2);
        MinimumFrames = 3;
    }

    public override ViolationKind Kind { get; } =
        new(
            "camera_blocked",
            "Camera covered or dark",
            Exams.Severity.Medium,
            "The picture is dark or uniform, so nothing can be seen. The lens may be covered, the light off or a " + "shutter closed.",
            "The camera shows nothing. Uncover the lens, open its shutter or turn on a light."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Picture switch
        {
            null => null,
            { Blocked: false } => Finding.Absent,
            var picture => new Finding(true)
            {
                Model = "picture statistics",
                Detail = string.Create(
                    CultureInfo.InvariantCulture,
                    $"brightness {picture.Brightness:0} of 255, contrast {picture.Contrast:0.0}"
                ),
            },
        };
}
