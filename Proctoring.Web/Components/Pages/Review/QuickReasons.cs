using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
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
            (true, "FalseDetection"),
            (true, "TooShort"),
            (true, "Allowed"),
            (true, "Thinking"),
            (true, "Quality"),
            (true, "Reflection"),
            (true, "Noise"),
            (true, "Computer"),
            (true, "Accommodation")
        );

    /// <summary>The reasons for a verdict that fit a session and the reviewer's own decisions on it.</summary>
    public static IReadOnlyList<QuickReason> Of(Verdict verdict, VerdictBasis basis, SessionCase session)
    {
        var confirmed = basis.Confirmed > 0;
        return verdict switch
        {
            Verdict.Clear => Numbered(
                (!confirmed, "NoneConfirmed"),
                (confirmed, "NoMatter"),
                (session.Flags.Any(flag => flag.Reply is not null), "Explained")
            ),
            Verdict.Violation => Numbered((confirmed, "Help"), (confirmed, "Device"), (confirmed, "Substitute"), (confirmed, "OutOfView")),
            _ => Numbered(
                (true, "TooLittle"),
                (true, "Undecided"),
                (session.Flags.Any(flag => flag.State == FlagState.Disputed) || session.Verdicts.Count > 0, "Disagree")
            ),
        };
    }

    static IReadOnlyList<QuickReason> Numbered(params (bool Fits, string Name)[] reasons) =>
        [
            .. reasons
                .Index()
                .Where(reason => reason.Item.Fits)
                .Select(reason => new QuickReason(reason.Index + 1, DecisionText.Recorded(reason.Item.Name))),
        ];
}

/// <summary>A reason that a digit chooses.</summary>
/// <param name="Digit">The digit.</param>
/// <param name="Text">The English text, which the record holds.</param>
internal sealed record QuickReason(int Digit, string Text)
{
    /// <summary>The reason in the reviewer's language.</summary>
    public string Shown => DecisionText.Reason(Text);
}
