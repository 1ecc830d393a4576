namespace Proctoring.Core.Authoring.Texts;

/// <summary>Stores pictures that stand inside a text as "data:" addresses.</summary>
internal static class Pictures
{
    /// <summary>Stores the picture of a "data:" address. Returns its reference; null if it is none, empty after a notice.</summary>
    public static string? FromData(string address, DraftFiles files, Action<string> notice)
    {
        if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return null;
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            notice("A picture inside the text is not encoded as base64 and is left out. Upload it as a file.");
            return "";
        }

        return FromBase64("picture", address[(comma + 1)..], files, notice);
    }

    /// <summary>Stores a picture that is encoded as base64; empty after a notice if it cannot be stored.</summary>
    public static string? FromBase64(string name, string encoded, DraftFiles files, Action<string> notice)
    {
        // Base64 is a third longer than its content.
        if (encoded.Length / 4 * 3L > ImportLimits.MediaBytes * 2L)
        {
            notice($"The file “{name}” is larger than {ImportLimits.MediaBytes / 1_000_000} MB and is left out. Make it smaller.");
            return "";
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(Uri.UnescapeDataString(encoded));
        }
        catch (FormatException)
        {
            notice($"The file “{name}” is damaged (it is not base64) and is left out. Upload it again.");
            return "";
        }

        var reference = files.Add(name, bytes, out var problem);
        if (problem is not null)
            notice(problem);
        return reference ?? "";
    }
}
