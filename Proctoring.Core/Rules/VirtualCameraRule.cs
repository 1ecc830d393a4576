using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a program that pretends to be a camera.</summary>
public sealed class VirtualCameraRule : ViolationRule
{
    public VirtualCameraRule() => WarnCandidate = true;

    public override ViolationKind Kind { get; } =
        new(
            "virtual_camera",
            "Camera program in use",
            Exams.Severity.Medium,
            "The camera's name is that of a program that can replace the camera's picture. Some people use one only to "
                + "improve the picture.",
            "Your camera is a program that can change the picture. Please choose the real camera in your browser's "
                + "settings for this page."
        );

    public override Finding? Judge(Observation observation) =>
        observation.Camera switch
        {
            null => null,
            { Virtual: false } => Finding.Absent,
            var camera => new Finding(true)
            {
                Detail = camera.Changed ? $"{camera.Label}, in place of the camera of the start" : camera.Label,
                Model = "list of camera programs",
            },
        };
}
