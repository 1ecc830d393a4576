using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags copying and cutting from the page.</summary>
public sealed class CopyAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "copy_attempt",
            "Copied from the page",
            Exams.Severity.Medium,
            "The candidate copied or cut text. The page kept it out of the clipboard.",
            "Copying is off during the exam."
        );
}
