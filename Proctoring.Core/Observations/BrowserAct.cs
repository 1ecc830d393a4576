namespace Proctoring.Core.Observations;

/// <summary>Something that the candidate did in the page at one instant: a paste, a blocked key, a print.</summary>
/// <param name="Type">Which act; one of <see cref="BrowserActs"/>.</param>
/// <param name="Detail">What exactly, without personal data: "Ctrl+P", "12 characters"; null where the type says all.</param>
public sealed record BrowserAct(string Type, string? Detail = null);

/// <summary>The acts that the page reports, by their names on the wire.</summary>
public static class BrowserActs
{
    /// <summary>The context menu was asked for.</summary>
    public const string ContextMenu = "context_menu";

    /// <summary>A key combination for the developer tools or the page's source was pressed.</summary>
    public const string Shortcut = "keyboard_shortcut";

    /// <summary>The page was to be saved.</summary>
    public const string Save = "save_attempt";

    /// <summary>The page was to be printed.</summary>
    public const string Print = "print_attempt";

    /// <summary>Something was copied or cut.</summary>
    public const string Copy = "copy_attempt";

    /// <summary>Something was pasted or dropped.</summary>
    public const string Paste = "paste_attempt";

    /// <summary>The key for a picture of the screen was pressed.</summary>
    public const string Screenshot = "screenshot_attempt";

    /// <summary>The session was opened on another device or in another browser. The server notices it; no page reports it.</summary>
    public const string OtherDevice = "device_changed";

    /// <summary>The names that a page may report.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { ContextMenu, Shortcut, Save, Print, Copy, Paste, Screenshot };
}
