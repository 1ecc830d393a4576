using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>The reasons that are given often, one key each; anything else is written out.</summary>
internal static class QuickReasons
{
    public static IReadOnlyList<string> Dismissal { get; } =
    [
        "Not what it was taken for",
        "Too short to matter",
        "Allowed in this exam",
        "Thinking, reading or typing",
        "Light, camera or picture quality",
        "A poster, picture or reflection",
        "Noise from elsewhere",
        "Fault of the network or the computer",
        "An accommodation covers it",
    ];

    public static IReadOnlyList<string> Of(Verdict verdict) => verdict switch
    {
        Verdict.Clear => ["No flag was confirmed", "What was confirmed does not matter in this exam", "The candidate's answer explains it"],
        Verdict.Violation => ["Confirmed: help from another person", "Confirmed: a device or notes", "Confirmed: somebody else sat the exam", "Confirmed: left the view for long"],
        _ => ["Too little was seen", "What was seen speaks neither way", "The reviewers see it differently"],
    };
}
