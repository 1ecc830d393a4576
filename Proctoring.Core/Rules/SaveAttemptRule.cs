using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The page was to be saved.</summary>
public sealed class SaveAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "save_attempt",
            "Tried to save the page",
            Exams.Severity.Medium,
            "The key combination for saving the page was pressed; the page swallowed it.",
            "Saving the page is switched off. Your answers are kept for you as you give them."
        );
}
