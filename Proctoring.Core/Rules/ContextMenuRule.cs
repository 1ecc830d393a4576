using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>The context menu was asked for in the page.</summary>
public sealed class ContextMenuRule : BrowserActRule
{
    public override ViolationKind Kind { get; } = new(
        "context_menu",
        "Context menu",
        Exams.Severity.High,
        "The context menu was opened by mouse or key; the page did not show it.",
        "The context menu is switched off during the exam.");
}
