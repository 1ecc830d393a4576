namespace Proctoring.Core.Observations;

/// <summary>An act of the candidate in the page at one instant: a paste, a blocked key, a print.</summary>
/// <param name="Type">The act; one of <see cref="BrowserActs"/>.</param>
/// <param name="Detail">Details without personal data: "Ctrl+P", "12 characters"; null if the type is enough.</param>
[GenerateSerializer, Immutable, Alias("proctoring.browser_act")]
public sealed record BrowserAct(string Type, string? Detail = null);

/// <summary>The acts that the page reports, by their names on the wire.</summary>
public static class BrowserActs
{
    /// <summary>The candidate opened the context menu.</summary>
    public const string ContextMenu = "context_menu";

    /// <summary>The candidate pressed a key combination for the developer tools or the page's source.</summary>
    public const string Shortcut = "keyboard_shortcut";

    /// <summary>The candidate tried to save the page.</summary>
    public const string Save = "save_attempt";

    /// <summary>The candidate tried to print the page.</summary>
    public const string Print = "print_attempt";

    /// <summary>The candidate copied or cut something.</summary>
    public const string Copy = "copy_attempt";

    /// <summary>The candidate pasted or dropped something.</summary>
    public const string Paste = "paste_attempt";

    /// <summary>The candidate pressed the screenshot key.</summary>
    public const string Screenshot = "screenshot_attempt";

    /// <summary>The candidate cannot turn the head as asked. No rule judges it.</summary>
    public const string TurnDeclined = "turn_declined";

    /// <summary>The session was opened on another device or in another browser. The server notices it; no page reports it.</summary>
    public const string OtherDevice = "device_changed";

    /// <summary>The acts that rules judge, by the names that a page reports.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { ContextMenu, Shortcut, Save, Print, Copy, Paste, Screenshot };

    /// <summary>Whether a page may report an act: one that a rule judges, or the answer to a request.</summary>
    public static bool MayReport(string act) => act == TurnDeclined || All.Contains(act);
}
