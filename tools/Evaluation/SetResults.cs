using System.Text.Json.Serialization;

namespace Proctoring.Tools.Evaluation;

/// <summary>The results of `evaluate`.</summary>
internal sealed record EvaluationResult(IReadOnlyList<SetResult> Sets);

/// <summary>The result of one labelled set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VerificationResult), "verification")]
[JsonDerivedType(typeof(FacesResult), "faces")]
[JsonDerivedType(typeof(ObjectsResult), "objects")]
[JsonDerivedType(typeof(PoseResult), "pose")]
[JsonDerivedType(typeof(LivenessResult), "liveness")]
[JsonDerivedType(typeof(ClipsResult), "clips")]
[JsonDerivedType(typeof(UnsupportedResult), "unsupported")]
internal abstract record SetResult(string Path);

/// <summary>The accuracy of face counts.</summary>
/// <param name="Path">The folder of the set, relative to the measured one.</param>
/// <param name="Images">All labelled images. An unreadable one counts as without a face.</param>
/// <param name="Faces">All labelled faces.</param>
/// <param name="Found">The counted faces, per image at most as many as labelled.</param>
/// <param name="False">Faces counted beyond the most that the label allows.</param>
/// <param name="ExactImages">Images whose count is within the label's range.</param>
/// <param name="Inexact">The other images.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record FacesResult(
    string Path,
    int Images,
    int Faces,
    int Found,
    int False,
    int ExactImages,
    IReadOnlyList<string> Inexact,
    IReadOnlyList<string> Unreadable
) : SetResult(Path)
{
    /// <summary>The two halves of the set, a and b.</summary>
    public required IReadOnlyDictionary<string, FaceCounts> ByHalf { get; init; }

    /// <summary>The images by their brightness.</summary>
    public required IReadOnlyDictionary<string, FaceCounts> ByLight { get; init; }
}

/// <summary>The accuracy of face counts in some images, as in <see cref="FacesResult"/>.</summary>
internal sealed record FaceCounts(int Images, int Faces, int Found, int False, int ExactImages);

/// <summary>The accuracy of head pose. Errors are mean absolute degrees over the scored images, null if there are none.</summary>
/// <param name="Path">The folder of the set, relative to the measured one.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="Scored">The images in which a face was found.</param>
/// <param name="YawMae">Error of the turn to the side.</param>
/// <param name="PitchMae">Error of the turn up or down.</param>
/// <param name="RollMae">Error of the tilt.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record PoseResult(
    string Path,
    int Images,
    int Scored,
    double? YawMae,
    double? PitchMae,
    double? RollMae,
    IReadOnlyList<string> Unreadable
) : SetResult(Path)
{
    /// <summary>The two halves of the set, a and b.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByHalf { get; init; }

    /// <summary>The images by the turn of the head to either side, in degrees.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByTurn { get; init; }

    /// <summary>The images by their brightness.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByLight { get; init; }
}

/// <summary>The accuracy of head pose in some images, as in <see cref="PoseResult"/>.</summary>
internal sealed record PoseErrors(int Images, int Scored, double? YawMae, double? PitchMae, double? RollMae);

/// <summary>The accuracy of liveness. Rates are 0–1, null if the set has no such images.</summary>
/// <param name="Path">The folder of the set, relative to the measured one.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="LiveAccepted">The share of living people that were accepted.</param>
/// <param name="FakeAccepted">The share of pictures of people that were accepted.</param>
/// <param name="Threshold">The lowest accepted score.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record LivenessResult(
    string Path,
    int Images,
    double? LiveAccepted,
    double? FakeAccepted,
    float Threshold,
    IReadOnlyList<string> Unreadable
) : SetResult(Path)
{
    /// <summary>The share of attack presentations classified as bona fide (ISO/IEC 30107-3).</summary>
    public double? Apcer => FakeAccepted;

    /// <summary>The share of bona fide presentations classified as attacks (ISO/IEC 30107-3).</summary>
    public double? Bpcer => 1 - LiveAccepted;
}

/// <summary>A set whose labels cannot be measured.</summary>
internal sealed record UnsupportedResult(string Path, string Reason) : SetResult(Path);
