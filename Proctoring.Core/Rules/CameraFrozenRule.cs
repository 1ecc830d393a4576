using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags identical frames: a real camera always has noise.</summary>
public sealed class CameraFrozenRule : ViolationRule
{
    public CameraFrozenRule()
    {
        WarnCandidate = true;
        HoldFor = TimeSpan.FromSeconds(15);
        MinimumFrames = 20;
        EndAfter = TimeSpan.FromSeconds(1);
    }

    public override ViolationKind Kind { get; } =
        new(
            "camera_frozen",
            "Camera picture frozen",
            Exams.Severity.Medium,
            "Every frame is exactly the same. The camera or its program may hang, or a still picture replaces the camera.",
            "Your camera picture has stopped moving. Turn the camera off and on again, or reload the page."
        );

    public override bool KeepsPicture => true;

    public override Finding? Judge(Observation observation) =>
        observation.Picture switch
        {
            // A covered lens has a separate rule, and its uniform picture may not change.
            null or { Change: null } or { Blocked: true } => null,
            { Change: > 0 } => Finding.Absent,
            _ => new Finding(true) { Model = "picture statistics" },
        };
}
