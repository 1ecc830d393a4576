using System.Text.Json.Serialization;

namespace Proctoring.Core.Evaluation;

/// <summary>All that `evaluate` measured.</summary>
internal sealed record EvaluationResult(IReadOnlyList<SetResult> Sets);

/// <summary>What was measured on one labelled set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VerificationResult), "verification")]
[JsonDerivedType(typeof(FacesResult), "faces")]
[JsonDerivedType(typeof(ObjectsResult), "objects")]
[JsonDerivedType(typeof(PoseResult), "pose")]
[JsonDerivedType(typeof(LivenessResult), "liveness")]
[JsonDerivedType(typeof(ClipsResult), "clips")]
[JsonDerivedType(typeof(UnsupportedResult), "unsupported")]
internal abstract record SetResult(string Path);

/// <summary>How well faces were counted.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images; one that could not be read counts as one without a face found.</param>
/// <param name="Faces">All labelled faces.</param>
/// <param name="Found">Of them, those counted: per image no more than its label says.</param>
/// <param name="False">Faces counted beyond the most that the label allows.</param>
/// <param name="ExactImages">Images whose count lies between the label's least and most.</param>
/// <param name="Inexact">The images whose count doesn't.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record FacesResult(
    string Path,
    int Images,
    int Faces,
    int Found,
    int False,
    int ExactImages,
    IReadOnlyList<string> Inexact,
    IReadOnlyList<string> Unreadable) : SetResult(Path)
{
    /// <summary>The two halves of the set, a and b.</summary>
    public required IReadOnlyDictionary<string, FaceCounts> ByHalf { get; init; }

    /// <summary>The images by their brightness.</summary>
    public required IReadOnlyDictionary<string, FaceCounts> ByLight { get; init; }
}

/// <summary>How well faces were counted in some images; as in <see cref="FacesResult"/>.</summary>
internal sealed record FaceCounts(int Images, int Faces, int Found, int False, int ExactImages);

/// <summary>How well the turn of heads was told. Errors are mean absolute degrees over the scored images, null where none was.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="Scored">Those in which a face was found.</param>
/// <param name="YawMae">Error of the turn to the side.</param>
/// <param name="PitchMae">Error of the turn up or down.</param>
/// <param name="RollMae">Error of the tilt.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record PoseResult(string Path, int Images, int Scored, double? YawMae, double? PitchMae, double? RollMae, IReadOnlyList<string> Unreadable)
    : SetResult(Path)
{
    /// <summary>The two halves of the set, a and b.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByHalf { get; init; }

    /// <summary>The images by how far the head is turned to either side, in degrees.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByTurn { get; init; }

    /// <summary>The images by their brightness.</summary>
    public required IReadOnlyDictionary<string, PoseErrors> ByLight { get; init; }
}

/// <summary>How well the turn of some heads was told; as in <see cref="PoseResult"/>.</summary>
internal sealed record PoseErrors(int Images, int Scored, double? YawMae, double? PitchMae, double? RollMae);

/// <summary>How living people and pictures of them were told apart. Rates are 0–1, null where the set has no such images.</summary>
/// <param name="Path">The set's folder, relative to the one asked for.</param>
/// <param name="Images">All labelled images.</param>
/// <param name="LiveAccepted">Share of the living people taken for living.</param>
/// <param name="FakeAccepted">Share of the pictures of people taken for living.</param>
/// <param name="Threshold">The score from which that is so.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
internal sealed record LivenessResult(string Path, int Images, double? LiveAccepted, double? FakeAccepted, float Threshold, IReadOnlyList<string> Unreadable)
    : SetResult(Path);

/// <summary>A set whose labels can't be measured.</summary>
internal sealed record UnsupportedResult(string Path, string Reason) : SetResult(Path);
