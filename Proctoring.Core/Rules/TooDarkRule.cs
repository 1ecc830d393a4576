using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Notes pictures that show something, but too little light to judge a face well.</summary>
public sealed class TooDarkRule : ViolationRule
{
    public TooDarkRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(10);
        MinimumFrames = 5;
    }

    public override ViolationKind Kind { get; } =
        new(
            "too_dark",
            "Picture too dark",
            Exams.Severity.Low,
            "There was so little light that faces and eyes can not be judged well. Other flags of this time are less certain.",
            "It is too dark for the camera. Turn on a light in front of you."
        );

    public override bool KeepsPicture => true;

    /// <summary>The mean brightness below which a picture is too dark, 1–100 of 255.</summary>
    [Range(1, 100)]
    public int Below { get; set; } = 30;

    public override Finding? Judge(Observation observation) =>
        observation.Picture switch
        {
            // A covered lens has its own flag.
            null or { Blocked: true } => null,
            var picture => new Finding(picture.Brightness < Below)
            {
                Model = "picture statistics",
                Detail = string.Create(
                    CultureInfo.InvariantCulture,
                    $"brightness {picture.Brightness:0} of 255, contrast {picture.Contrast:0.0}"
                ),
            },
        };
}
