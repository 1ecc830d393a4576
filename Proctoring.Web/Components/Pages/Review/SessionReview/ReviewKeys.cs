using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The keys of the session page. The script passes on only these, and none while the reviewer types.</summary>
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
    public const string NextPicture = "ArrowRight";
    public const string PreviousPicture = "ArrowLeft";
    public const string Play = "p";
    public const string Zoom = "f";
    public const string Alike = "a";
    public const string Verdict = "v";
    public const string NextSession = "J";
    public const string PreviousSession = "K";
    public const string Accept = "y";
    public const string Take = "t";
    public const string Help = "?";
    public const string Close = "Escape";

    static readonly IStringLocalizer L = TextSet.Of<ReviewTexts>();

    /// <summary>The keys in the order of the help.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Next,
        Previous,
        PreviousPicture,
        NextPicture,
        Play,
        Zoom,
        Boxes,
        Confirm,
        Dismiss,
        Unsure,
        Alike,
        Note,
        Undo,
        Verdict,
        Accept,
        Take,
        NextSession,
        PreviousSession,
        Close,
        Help,
    ];

    /// <summary>The keys that the script passes on.</summary>
    public static string[] Passed { get; } =
    [.. All, .. Enumerable.Range(0, 10).Select(digit => digit.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>A key as it is printed on keyboards.</summary>
    public static string NameOf(string key) =>
        key switch
        {
            NextPicture => "→",
            PreviousPicture => "←",
            Close => "Esc",
            _ => key,
        };

    /// <summary>What a key does.</summary>
    public static string TextOf(string key) =>
        key switch
        {
            NextSession => L["Key_NextSession"],
            PreviousSession => L["Key_PreviousSession"],
            Help => L["Key_Help"],
            _ => L[$"Key_{key}"],
        };
}
