using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags the screenshot key.</summary>
public sealed class ScreenshotAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "screenshot_attempt",
            "Pressed the screenshot key",
            Exams.Severity.High,
            "The candidate pressed the key for a screenshot. A page can neither block this nor know whether a picture "
                + "was taken, and it does not see other ways to take one.",
            "Screenshots of the exam are not allowed."
        );
}
