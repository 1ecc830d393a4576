using System.Text;

namespace Proctoring.Core.Authoring;

/// <summary>Decodes the text of a file whose encoding may be unknown.</summary>
internal static class ImportBytes
{
    static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>windows-1252, which real files mean when they declare ISO-8859-1.</summary>
    static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Returns the text: by its byte order mark, the declared encoding, as UTF-8, or else as windows-1252 with a notice.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="builder">Gets the notice.</param>
    /// <param name="declared">The encoding that the file declares; null if it declares none.</param>
    public static string Text(byte[] bytes, DraftBuilder builder, string? declared = null)
    {
        if (Marked(bytes) is { } marked)
            return marked;
        if (Named(declared) is { } named && named.CodePage != Encoding.UTF8.CodePage)
            return named.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException cause)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(cause.Index, 0, bytes.Length)).Count((byte)'\n');
            builder.Notice(
                "The text is not UTF-8. It was read as windows-1252. Check letters with accents, or save the file as UTF-8.",
                line
            );
            return Western.GetString(bytes);
        }
    }

    static string? Marked(byte[] bytes) =>
        bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3),
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
            // Without a mark, every second byte of Western text in UTF-16 is zero.
            [not 0, 0, not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
            [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
            _ => null,
        };

    static Encoding? Named(string? name)
    {
        if (name is null)
            return null;
        if (name.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase) || name.Equals("latin1", StringComparison.OrdinalIgnoreCase))
            return Western;
        // A text that was found by its bytes cannot be UTF-16 without a mark.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // An unknown name: UTF-8 is tried, then windows-1252.
            return null;
        }
    }
}
