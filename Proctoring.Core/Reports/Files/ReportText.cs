namespace Proctoring.Core.Reports.Files;

/// <summary>What every report says of itself, in every format.</summary>
internal static class ReportText
{
    public static IReadOnlyList<string> HowToRead { get; } =
    [
        "A flag is not proof. Each says what was seen, for how long, how surely and by which model; models err, and a person decides.",
        "Silence is not innocence. Where the watching was blind or behind, the report says so; what was not watched speaks neither for nor against anybody.",
        "Confidence is the model's own, from 0 to 100 %: at its highest, and on average over the frames in which it was seen.",
        "The risk score orders sessions for review. It is no verdict; its arithmetic is shown.",
    ];
}
