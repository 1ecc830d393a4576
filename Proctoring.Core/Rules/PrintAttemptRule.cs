using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags an attempt to print the page.</summary>
public sealed class PrintAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "print_attempt",
            "Tried to print the page",
            Exams.Severity.Medium,
            "The candidate asked to print, by key or menu. A page cannot stop printing from a menu, but the printed " + "page is empty.",
            "Printing is off during the exam."
        );
}
