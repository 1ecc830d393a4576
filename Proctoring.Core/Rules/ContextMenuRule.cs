using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags a right click in the exam page. A long press and the Menu key are blocked and not reported.</summary>
public sealed class ContextMenuRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "context_menu",
            "Context menu",
            Exams.Severity.Low,
            "The candidate clicked with the right mouse button. The page showed no context menu.",
            "Right-click is off during the exam."
        );
}
