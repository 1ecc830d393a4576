using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a camera that shows recorded pictures: a loop, a few pictures in turn, or a still with noise.</summary>
public sealed class CameraReplayedRule : ViolationRule
{
    public CameraReplayedRule()
    {
        MinimumFrames = 5;
        Misses = 2;
        EndAfter = TimeSpan.FromSeconds(30);
    }

    public override ViolationKind Kind { get; } =
        new(
            "camera_replayed",
            "Camera shows a recording",
            Exams.Severity.Medium,
            "Pictures came back that were shown before, or a face did not move at all for most of a minute. A living person never "
                + "returns to exactly the same picture. A recording or a photograph may have been shown in place of the camera.",
            "The camera’s picture repeats. Use a camera that shows you live."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Replay switch
        {
            null => null,
            { Pattern: ReplayPattern.None } => Finding.Absent,
            var replay => new Finding(true) { Detail = Describe(replay), Model = "comparison of pictures" },
        };

    static string Describe(SeenReplay replay) =>
        replay.Pattern == ReplayPattern.Still
            ? string.Create(CultureInfo.InvariantCulture, $"still for {replay.Period.TotalSeconds:0} s apart from noise")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{replay.Repeated} of {replay.Compared} pictures repeat, most often after {replay.Period.TotalSeconds:0} s"
            );
}
