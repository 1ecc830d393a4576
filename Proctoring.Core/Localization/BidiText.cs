namespace Proctoring.Core.Localization;

/// <summary>Text that is inserted into a sentence of another direction (UAX #9, section 2.4).</summary>
internal static class BidiText
{
    /// <summary>FSI: begins text that takes its direction from its own letters.</summary>
    public const char IsolateStart = '\u2068';

    /// <summary>PDI: ends it.</summary>
    public const char IsolateEnd = '\u2069';

    /// <summary>Keeps a name or another inserted text from changing the order of the sentence around it.</summary>
    public static string Isolate(string text) => $"{IsolateStart}{text}{IsolateEnd}";
}
