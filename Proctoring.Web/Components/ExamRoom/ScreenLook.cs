using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The words for the states of the shared screen: see js/proctoring/screen.js.</summary>
internal static class ScreenLook
{
    /// <summary>The state before the candidate is asked.</summary>
    public const string Off = "off";

    const string Unavailable = "unavailable";

    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    static readonly HashSet<string> States = new(StringComparer.Ordinal)
    {
        Off,
        "whole",
        "unverified",
        "part",
        "declined",
        "ended",
        Unavailable,
    };

    /// <summary>The state as the browser reports it; one that this server does not know counts as not shared.</summary>
    public static string Known(string state) => States.Contains(state) ? state : Off;

    public static bool IsShared(string state) => state is "whole" or "unverified";

    /// <summary>Whether asking the candidate can help.</summary>
    public static bool CanShare(string state) => state is not Unavailable;

    /// <summary>What the state means and what to do.</summary>
    public static string Text(string state) => L[$"Screen_{state}"];
}
