using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review;

/// <summary>
/// The frequent reasons, each with its digit. A reason that is not true of the record is left out; the digits of the others stay the
/// same.
/// </summary>
internal static class QuickReasons
{
    public static IReadOnlyList<QuickReason> Dismissal { get; } =
        Numbered(
            (true, "False detection"),
            (true, "Too short to matter"),
            (true, "Allowed in this exam"),
            (true, "Thinking, reading or typing"),
            (true, "Light, camera or picture quality"),
            (true, "A poster, picture or reflection"),
            (true, "Noise from elsewhere"),
            (true, "Network or computer problem"),
            (true, "Covered by an accommodation")
        );

    /// <summary>The reasons for a verdict that fit a session and the reviewer's own decisions on it.</summary>
    public static IReadOnlyList<QuickReason> Of(Verdict verdict, VerdictBasis basis, SessionCase session)
    {
        var confirmed = basis.Confirmed > 0;
        return verdict switch
        {
            Verdict.Clear => Numbered(
                (!confirmed, "No flag was confirmed"),
                (confirmed, "The confirmed flags do not matter in this exam"),
                (session.Flags.Any(flag => flag.Reply is not null), "The candidate's answer explains it")
            ),
            Verdict.Violation => Numbered(
                (confirmed, "Confirmed: help from another person"),
                (confirmed, "Confirmed: a device or notes"),
                (confirmed, "Confirmed: somebody else took the exam"),
                (confirmed, "Confirmed: out of view for a long time")
            ),
            _ => Numbered(
                (true, "Too little was seen"),
                (true, "What was seen does not decide it"),
                (session.Flags.Any(flag => flag.State == FlagState.Disputed) || session.Verdicts.Count > 0, "The reviewers disagree")
            ),
        };
    }

    static IReadOnlyList<QuickReason> Numbered(params (bool Fits, string Text)[] reasons) =>
        [.. reasons.Index().Where(reason => reason.Item.Fits).Select(reason => new QuickReason(reason.Index + 1, reason.Item.Text))];
}

/// <summary>A reason that a digit chooses.</summary>
internal sealed record QuickReason(int Digit, string Text);
