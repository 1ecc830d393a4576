namespace Proctoring.Core.Evaluation;

/// <summary>What the rules of the standard policy flagged in clips of ordinary behaviour: all of it wrongly, unless a look at the clip says otherwise.</summary>
/// <param name="Path">The clips' folder, relative to the one asked for.</param>
/// <param name="Clips">How many could be played.</param>
/// <param name="Hours">How long they are together.</param>
/// <param name="HighPerHour">Violations of high severity in an hour.</param>
/// <param name="MediumPerHour">Of medium severity.</param>
/// <param name="LowPerHour">Of low severity.</param>
/// <param name="OthersPerHour">Of medium and low severity together.</param>
/// <param name="ByClip">The same for each clip by itself.</param>
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
    IReadOnlyList<string> Unreadable) : SetResult(Path);

/// <summary>What was flagged in one clip.</summary>
/// <param name="Seconds">How long it is.</param>
/// <param name="High">Violations of high severity.</param>
/// <param name="Medium">Of medium severity.</param>
/// <param name="Low">Of low severity.</param>
/// <param name="HighPerHour">Those of high severity in an hour, if it went on like this.</param>
/// <param name="MediumPerHour">Those of medium severity.</param>
/// <param name="LowPerHour">Those of low severity.</param>
internal sealed record ClipResult(double Seconds, int High, int Medium, int Low, double HighPerHour, double MediumPerHour, double LowPerHour);

/// <summary>A violation in a clip.</summary>
/// <param name="File">The clip.</param>
/// <param name="Type">The violation's id.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="AtSecond">When it began.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record FlaggedClip(string File, string Type, string Severity, double AtSecond, string? Detail);
