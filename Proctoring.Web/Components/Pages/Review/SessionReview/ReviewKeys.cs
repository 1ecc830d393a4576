namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Every key of the session page. The script passes on these and no others, and none while somebody types.</summary>
internal static class ReviewKeys
{
    public const string Confirm = "c";
    public const string Dismiss = "d";
    public const string Unsure = "u";
    public const string Note = "n";
    public const string Next = "j";
    public const string Previous = "k";
    public const string Undo = "z";
    public const string Boxes = "b";
    public const string Alike = "a";
    public const string Verdict = "v";
    public const string NextSession = "J";
    public const string PreviousSession = "K";
    public const string Take = "t";
    public const string Help = "?";
    public const string Close = "Escape";

    /// <summary>The keys with what they do, as the help lists them.</summary>
    public static IReadOnlyList<(string Key, string DisplayText)> All { get; } =
    [
        (Next, "Next flag"),
        (Previous, "Previous flag"),
        (Confirm, "Confirm: it was what the product took it for"),
        (Dismiss, "Dismiss, then a digit for the reason, or 0 to write one"),
        (Unsure, "Unsure: it can't be told"),
        (Alike, "Decide all alike flags of this session together, on and off"),
        (Note, "Write a note for other reviewers"),
        (Undo, "Undo your last decision"),
        (Boxes, "Boxes in the picture, on and off"),
        (Verdict, "Verdict, then 1 clear, 2 violation, 3 inconclusive, then the reason"),
        (Take, "Take the session: assign it to you"),
        (NextSession, "Shift+J: next session of the queue"),
        (PreviousSession, "Shift+K: previous session of the queue"),
        (Close, "Close what is open, or leave a text field"),
        (Help, "Show these keys"),
    ];

    /// <summary>What the script passes on.</summary>
    public static string[] Passed { get; } = [.. All.Select(entry => entry.Key), .. Enumerable.Range(0, 10).Select(digit => digit.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
