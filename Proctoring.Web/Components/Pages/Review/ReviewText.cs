using Microsoft.Extensions.Localization;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>The texts and icons of states, the same on every staff page.</summary>
internal static class ReviewText
{
    static readonly IStringLocalizer L = TextSet.Of<ReviewTexts>();

    public static string Of(SessionStatus status) => L[$"Status_{status}"];

    public static string Of(Verdict verdict) => DecisionText.Of(verdict);

    public static string Icon(Verdict verdict) =>
        verdict switch
        {
            Verdict.Clear => Icons.Material.Outlined.CheckCircle,
            Verdict.Violation => Icons.Material.Outlined.Gavel,
            _ => Icons.Material.Outlined.HelpOutline,
        };

    public static string Of(Decision decision) => DecisionText.Of(decision);

    public static string Of(FlagState state) => L[$"FlagState_{state}"];

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
    public static string Of(VerdictBasis basis) => L["Basis_Counts", basis.Confirmed, basis.Dismissed, basis.Unsure, basis.Undecided];

    public static string Of(VerdictDoubt doubt, VerdictBasis basis) =>
        doubt switch
        {
            VerdictDoubt.ClearDespiteConfirmed => L.Plural("Doubt_ClearDespiteConfirmed", basis.Confirmed),
            VerdictDoubt.ViolationWithoutConfirmed => L["Doubt_ViolationWithoutConfirmed"],
            VerdictDoubt.NothingDecided => L.Plural("Doubt_NothingDecided", basis.Flags),
            VerdictDoubt.IdentityOpen => L["Doubt_IdentityOpen"],
            VerdictDoubt.ClearDespiteIdentity => L["Doubt_ClearDespiteIdentity"],
            _ => L.Plural("Doubt_UndecidedHigh", basis.UndecidedHigh),
        };

    /// <summary>Whether frames of the session were analysed, so that a lack of flags means something.</summary>
    public static bool WasWatched(SessionCase session) => session is { Session.Proctored: true, FramesRead: > 0 };

    /// <summary>The text that a session without flags shows in their place.</summary>
    public static string NoFlags(SessionCase session) =>
        session switch
        {
            { Session.Proctored: false } => L["NoFlags_NotProctored"],
            { FramesRead: 0 } => L["NoFlags_NoFrames"],
            { Over: false } => L["NoFlags_SoFar"],
            _ => L["NoFlags_None"],
        };

    /// <summary>The error to show if an action was not done; null if it was.</summary>
    public static string? Trouble(ReviewOutcome outcome) => outcome == ReviewOutcome.Done ? null : L[$"Trouble_{outcome}"].Value;

    public static string Of(WatchState? state, bool? connected) =>
        (state, connected) switch
        {
            (null, _) => L["Watch_Elsewhere"],
            (_, false) => L["Watch_Lost"],
            (WatchState.Active, _) => L["Watch_Active"],
            (WatchState.Silent, _) => L["Watch_Silent"],
            (WatchState.Blind, _) => L["Watch_Blind"],
            (WatchState.Paused, _) => L["Watch_Paused"],
            _ => L["Watch_Waiting"],
        };
}
