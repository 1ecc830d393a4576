using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The key for a picture of the screen was pressed.</summary>
public sealed class ScreenshotAttemptRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "screenshot_attempt",
            "Pressed the screenshot key",
            Exams.Severity.High,
            "The key for a picture of the screen was pressed. A page can neither stop that nor know whether a picture was taken, "
                + "and does not see other ways to take one.",
            "Taking pictures of the exam is not allowed."
        );
}
