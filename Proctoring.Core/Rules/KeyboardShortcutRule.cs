using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>A key for the developer tools or the page's source was pressed.</summary>
public sealed class KeyboardShortcutRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "keyboard_shortcut",
            "Blocked key combination",
            Exams.Severity.High,
            "A key combination for developer tools or the page's source was pressed; the page swallowed it. The browser's own "
                + "menu can't be stopped by a page.",
            "That key combination is switched off during the exam."
        );
}
