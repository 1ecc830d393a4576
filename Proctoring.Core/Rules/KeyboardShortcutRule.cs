using Proctoring.Core.Exams;

namespace Proctoring.Core.Rules;

/// <summary>Flags the keys for the developer tools or the page's source.</summary>
public sealed class KeyboardShortcutRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            "keyboard_shortcut",
            "Blocked key combination",
            Exams.Severity.High,
            "The candidate pressed a key combination for developer tools or the page's source. The page blocked it. A "
                + "page cannot block the browser's own menu.",
            "That key combination is off during the exam."
        );
}
