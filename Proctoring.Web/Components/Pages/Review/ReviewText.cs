using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>The words and icons of states, the same on every page of staff.</summary>
internal static class ReviewText
{
    public static string Of(SessionStatus status) => status switch
    {
        SessionStatus.Preparing => "Preparing",
        SessionStatus.Running => "Running",
        SessionStatus.Submitted => "Handed in",
        SessionStatus.TimedOut => "Time was up",
        _ => "Ended by staff or host",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Clear => "Clear",
        Verdict.Violation => "Violation",
        _ => "Inconclusive",
    };

    public static string Icon(Verdict verdict) => verdict switch
    {
        Verdict.Clear => Icons.Material.Outlined.CheckCircle,
        Verdict.Violation => Icons.Material.Outlined.Gavel,
        _ => Icons.Material.Outlined.HelpOutline,
    };

    public static string Of(Decision decision) => decision switch
    {
        Decision.Confirmed => "Confirmed",
        Decision.Dismissed => "Dismissed",
        _ => "Unsure",
    };

    public static string Of(FlagState state) => state switch
    {
        FlagState.Open => "Open",
        FlagState.Second => "Needs a second reviewer",
        FlagState.Confirmed => "Confirmed",
        FlagState.Dismissed => "Dismissed",
        FlagState.Unsure => "Unsure",
        _ => "Reviewers disagree",
    };

    public static string Icon(FlagState state) => state switch
    {
        FlagState.Open => Icons.Material.Outlined.RadioButtonUnchecked,
        FlagState.Second => Icons.Material.Outlined.Group,
        FlagState.Confirmed => Icons.Material.Outlined.CheckCircle,
        FlagState.Dismissed => Icons.Material.Outlined.RemoveCircleOutline,
        FlagState.Unsure => Icons.Material.Outlined.HelpOutline,
        _ => Icons.Material.Outlined.CallSplit,
    };

    /// <summary>What to say where an act was not done; null where it was.</summary>
    public static string? Trouble(ReviewOutcome outcome) => outcome switch
    {
        ReviewOutcome.Done => null,
        ReviewOutcome.Settled => "This session has its final verdict. Withdraw the verdict first to change anything.",
        ReviewOutcome.NotOver => "This session is still running. A verdict can be given once it is over.",
        ReviewOutcome.Taken => "Somebody else has taken this session. Ask them, or assign it to yourself in the session.",
        _ => "That was not done: it is not there any more, or your account may not do it. Load the page again.",
    };

    public static string Of(WatchState? state, bool? connected) => (state, connected) switch
    {
        (null, _) => "Not on this server",
        (_, false) => "Connection lost",
        (WatchState.Active, _) => "Watching",
        (WatchState.Silent, _) => "No pictures come",
        (WatchState.Blind, _) => "Models can't look",
        (WatchState.Paused, _) => "Paused by the host page",
        _ => "Waiting for pictures",
    };
}
