using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags an attempt to save the page.</summary>
public sealed class SaveAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "save_attempt",
            "Tried to save the page",
            Exams.Severity.Medium,
            "The candidate pressed the key combination for saving the page. The page blocked it.",
            "Saving the page is off. Your answers are saved automatically."
        );
}
