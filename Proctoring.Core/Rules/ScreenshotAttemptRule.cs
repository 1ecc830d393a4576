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
            "The candidate pressed a key for a screenshot. The page blocks Ctrl+Shift+S and Cmd+Shift+S in browsers that take a "
                + "screenshot with them, but not the keys of the operating system. It does not know whether a picture was taken, and it "
                + "does not see other ways to take one.",
            "Screenshots of the exam are not allowed."
        );
}
