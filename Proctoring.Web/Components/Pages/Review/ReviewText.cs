using System.Globalization;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>The texts and icons of states, the same on every staff page.</summary>
internal static class ReviewText
{
    public static string Of(SessionStatus status) =>
        status switch
        {
            SessionStatus.Preparing => "Preparing",
            SessionStatus.Running => "Running",
            SessionStatus.Submitted => "Submitted",
            SessionStatus.TimedOut => "Time ran out",
            SessionStatus.Expired => "Expired",
            _ => "Ended by staff or host",
        };

    public static string Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.Clear => "Clear",
            Verdict.Violation => "Violation",
            _ => "Inconclusive",
        };

    public static string Icon(Verdict verdict) =>
        verdict switch
        {
            Verdict.Clear => Icons.Material.Outlined.CheckCircle,
            Verdict.Violation => Icons.Material.Outlined.Gavel,
            _ => Icons.Material.Outlined.HelpOutline,
        };

    public static string Of(Decision decision) =>
        decision switch
        {
            Decision.Confirmed => "Confirmed",
            Decision.Dismissed => "Dismissed",
            _ => "Unsure",
        };

    public static string Of(FlagState state) =>
        state switch
        {
            FlagState.Open => "Open",
            FlagState.Second => "Needs a second reviewer",
            FlagState.Confirmed => "Confirmed",
            FlagState.Dismissed => "Dismissed",
            FlagState.Unsure => "Unsure",
            _ => "Reviewers disagree",
        };

    public static string Icon(FlagState state) =>
        state switch
        {
            FlagState.Open => Icons.Material.Outlined.RadioButtonUnchecked,
            FlagState.Second => Icons.Material.Outlined.Group,
            FlagState.Confirmed => Icons.Material.Outlined.CheckCircle,
            FlagState.Dismissed => Icons.Material.Outlined.RemoveCircleOutline,
            FlagState.Unsure => Icons.Material.Outlined.HelpOutline,
            _ => Icons.Material.Outlined.CallSplit,
        };

    /// <summary>The counts of the reviewer's decisions: "2 confirmed, 1 dismissed, 0 unsure, 13 not reviewed".</summary>
    public static string Of(VerdictBasis basis) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Your decisions: {basis.Confirmed} confirmed, {basis.Dismissed} dismissed, {basis.Unsure} unsure, {basis.Undecided} "
                + $"not reviewed"
        );

    public static string Of(VerdictDoubt doubt, VerdictBasis basis) =>
        doubt switch
        {
            VerdictDoubt.ClearDespiteConfirmed => $"You confirmed {DisplayText.Count(basis.Confirmed, "flag")}.",
            VerdictDoubt.ViolationWithoutConfirmed => "You confirmed no flag.",
            VerdictDoubt.NothingDecided => $"You reviewed none of {DisplayText.Count(basis.Flags, "flag")}.",
            _ => $"You left {DisplayText.Count(basis.UndecidedHigh, "flag")} of high severity undecided.",
        };

    /// <summary>Whether frames of the session were analysed, so that a lack of flags means something.</summary>
    public static bool WasWatched(SessionCase session) => session is { Session.Proctored: true, FramesRead: > 0 };

    /// <summary>What a session without flags shows instead of them.</summary>
    public static string NoFlags(SessionCase session) =>
        session switch
        {
            { Session.Proctored: false } => "This session was not proctored. Nothing was analysed.",
            { FramesRead: 0 } => "No frame of this session was analysed. The lack of flags says nothing about the candidate.",
            { Over: false } => "Nothing has been flagged in this session so far.",
            _ => "Nothing was flagged in this session.",
        };

    /// <summary>The error to show if an action was not done; null if it was.</summary>
    public static string? Trouble(ReviewOutcome outcome) =>
        outcome switch
        {
            ReviewOutcome.Done => null,
            ReviewOutcome.Settled => "Not saved. This session has its final verdict. To change anything, withdraw the verdict first.",
            ReviewOutcome.VerdictGiven => "Not saved. Your verdict rests on your decisions. To change them, withdraw your verdict first.",
            ReviewOutcome.Doubtful => "Not saved. Your decisions changed in the meantime. Check the counts and give the verdict again.",
            ReviewOutcome.NotOver => "Not saved. This session is still running. You can give a verdict when it is over.",
            ReviewOutcome.Taken => "Somebody else has taken this session. Ask them, or assign it to yourself in the session.",
            _ => "Not saved. The session or flag no longer exists, or your account has no access. Reload the page.",
        };

    public static string Of(WatchState? state, bool? connected) =>
        (state, connected) switch
        {
            (null, _) => "Not on this server",
            (_, false) => "Connection lost",
            (WatchState.Active, _) => "Watching",
            (WatchState.Silent, _) => "No video received",
            (WatchState.Blind, _) => "Analysis unavailable",
            (WatchState.Paused, _) => "Paused by the host page",
            _ => "Waiting for video",
        };
}
