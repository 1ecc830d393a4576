using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags pasting and dropping into the page.</summary>
public sealed class PasteAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "paste_attempt",
            "Tried to paste",
            Exams.Severity.High,
            "The candidate pasted or dropped text. The page refused it. The content of the clipboard is not known.",
            "Pasting is off during the exam."
        );
}
