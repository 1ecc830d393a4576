namespace Proctoring.Core.Reports.Files;

/// <summary>The explanations in every report, in every format.</summary>
internal static class ReportText
{
    /// <summary>Stands beside a flag that no reviewer has decided.</summary>
    public const string NotReviewed = "Not reviewed";

    public static IReadOnlyList<string> HowToRead { get; } =
    [
        "A flag is not proof. It says what was seen, for how long, how surely and by which model. Models make mistakes; a person decides.",
        "Silence is not innocence. The report names each time in which nothing could be analysed. "
            + "Such a time speaks neither for nor against the candidate.",
        "Confidence is the model's own estimate from 0 to 100 %: the highest value, and the mean over the frames that showed it.",
        "The risk score orders sessions for review. It is not a verdict. Its calculation is shown.",
        "\"Not reviewed\" means that no reviewer has decided the flag.",
    ];
}
