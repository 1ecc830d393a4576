using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The page was to be printed.</summary>
public sealed class PrintAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "print_attempt",
            "Tried to print the page",
            Exams.Severity.Medium,
            "Printing was asked for by key or menu. A menu's printing can't be stopped, but prints an empty page.",
            "Printing is switched off during the exam."
        );
}
