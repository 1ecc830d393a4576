namespace Proctoring.Tools.Evaluation;

/// <summary>
/// The flags of the standard policy in clips of ordinary behaviour. All are wrong unless the clip itself shows otherwise.
/// </summary>
/// <param name="Path">The folder of the clips, relative to the measured one.</param>
/// <param name="Clips">The number of clips that could be played.</param>
/// <param name="Hours">Their total length.</param>
/// <param name="HighPerHour">Violations of high severity per hour.</param>
/// <param name="MediumPerHour">Of medium severity.</param>
/// <param name="LowPerHour">Of low severity.</param>
/// <param name="OthersPerHour">Of medium and low severity together.</param>
/// <param name="ByClip">The same for each clip.</param>
/// <param name="Flagged">Each violation.</param>
/// <param name="Unreadable">Clips that could not be played.</param>
internal sealed record ClipsResult(
    string Path,
    int Clips,
    double Hours,
    double HighPerHour,
    double MediumPerHour,
    double LowPerHour,
    double OthersPerHour,
    IReadOnlyDictionary<string, ClipResult> ByClip,
    IReadOnlyList<FlaggedClip> Flagged,
    IReadOnlyList<string> Unreadable
) : SetResult(Path);

/// <summary>The flags in one clip.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="High">Violations of high severity.</param>
/// <param name="Medium">Of medium severity.</param>
/// <param name="Low">Of low severity.</param>
/// <param name="HighPerHour">High severity per hour, extrapolated.</param>
/// <param name="MediumPerHour">Medium severity per hour.</param>
/// <param name="LowPerHour">Low severity per hour.</param>
internal sealed record ClipResult(
    double Seconds,
    int High,
    int Medium,
    int Low,
    double HighPerHour,
    double MediumPerHour,
    double LowPerHour
);

/// <summary>A violation in a clip.</summary>
/// <param name="File">The clip.</param>
/// <param name="Type">The violation's id.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="AtSecond">The second in which it began.</param>
/// <param name="Detail">The detail of the violation.</param>
internal sealed record FlaggedClip(string File, string Type, string Severity, double AtSecond, string? Detail);
