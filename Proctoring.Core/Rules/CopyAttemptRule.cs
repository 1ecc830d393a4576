using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Something was copied or cut from the page.</summary>
public sealed class CopyAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "copy_attempt",
            "Copied from the page",
            Exams.Severity.Medium,
            "Text was copied or cut; the page kept it from the clipboard.",
            "Copying is switched off during the exam."
        );
}
