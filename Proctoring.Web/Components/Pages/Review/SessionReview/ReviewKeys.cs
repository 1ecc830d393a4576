namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The keys of the session page. The script passes on only these, and none while somebody types.</summary>
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
    public const string Accept = "y";
    public const string Take = "t";
    public const string Help = "?";
    public const string Close = "Escape";

    /// <summary>The keys and their actions, in the order of the help.</summary>
    public static IReadOnlyList<(string Key, string DisplayText)> All { get; } =
    [
        (Next, "Next flag"),
        (Previous, "Previous flag"),
        (Confirm, "Confirm: the flag is right"),
        (Dismiss, "Dismiss, then a digit for the reason, or 0 to write one"),
        (Unsure, "Unsure: the evidence does not decide it"),
        (Alike, "Decide all similar flags of this session together, on or off"),
        (Note, "Write a note for other reviewers"),
        (Undo, "Undo your last decision"),
        (Boxes, "Show or hide the boxes in the picture"),
        (Verdict, "Verdict, then 1 clear, 2 violation, 3 inconclusive, then the reason"),
        (Accept, "Give the verdict although something speaks against it"),
        (Take, "Take the session: assign it to yourself"),
        (NextSession, "Shift+J: next session of the queue"),
        (PreviousSession, "Shift+K: previous session of the queue"),
        (Close, "Close the open panel, or leave a text field"),
        (Help, "Show these keys"),
    ];

    /// <summary>The keys that the script passes on.</summary>
    public static string[] Passed { get; } =
    [
        .. All.Select(entry => entry.Key),
        .. Enumerable.Range(0, 10).Select(digit => digit.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
