using System.Globalization;

namespace Proctoring.Web.Hubs;

/// <summary>The id of a page signal, <c>pageId-number</c>: which page sent it, and which of its signals it is.</summary>
/// <param name="PageId">The page's random name of itself, 1–64 letters and digits.</param>
/// <param name="Seq">The number of the signal, from 1.</param>
internal readonly record struct SignalId(string PageId, int Seq)
{
    const int LongestPageId = 64;

    /// <summary>Whether a text can be the name of a page.</summary>
    public static bool IsPageId(string? text) => text is { Length: > 0 and <= LongestPageId } && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Reads an id; null if it is malformed.</summary>
    public static SignalId? Parse(string? text)
    {
        if (text is null || text.LastIndexOf('-') is not (> 0 and var dash) || !IsPageId(text[..dash]))
            return null;
        return int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0
            ? new SignalId(text[..dash], seq)
            : null;
    }
}
