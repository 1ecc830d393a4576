using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Something was pasted or dropped into the page.</summary>
public sealed class PasteAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "paste_attempt",
            "Tried to paste",
            Exams.Severity.High,
            "Text was pasted or dropped; the page refused it. What was in the clipboard is not known.",
            "Pasting is switched off during the exam."
        );
}
