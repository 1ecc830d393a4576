namespace Proctoring.Core.Vision.Pictures;

/// <summary>Removes the metadata of a GIF: comments, and the blocks of applications, such as XMP.</summary>
internal static class GifMetadata
{
    const byte Extension = 0x21;
    const byte Image = 0x2C;
    const byte Trailer = 0x3B;
    const int Header = 13;

    /// <summary>Whether a file begins like a GIF.</summary>
    public static bool IsGif(ReadOnlySpan<byte> file) =>
        file.Length >= Header && (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8));

    /// <summary>Returns the frames with their timing and the number of repetitions (GIF89a, sections 18 to 26).</summary>
    /// <param name="file">The bytes of a GIF.</param>
    public static byte[] Without(byte[] file)
    {
        var result = new MemoryStream(file.Length);
        var at = Math.Min(file.Length, Header + TableOf(file[10]));
        result.Write(file, 0, at);
        while (at + 1 < file.Length && file[at] is Extension or Image)
        {
            var data = file[at] == Extension ? at + 2 : at + 10;
            if (file[at] == Image && at + 9 < file.Length)
                // The first byte of the data is the size of its codes.
                data += TableOf(file[at + 9]) + 1;
            var end = EndOf(file, data);
            if (IsNeeded(file.AsSpan(at)))
                result.Write(file, at, end - at);
            at = end;
        }

        if (at < file.Length && file[at] == Trailer)
            result.WriteByte(Trailer);
        return result.ToArray();
    }

    /// <summary>Images, their timing, and the repetitions of an animation.</summary>
    static bool IsNeeded(ReadOnlySpan<byte> block) =>
        block[0] == Image
        || block[1] == 0xF9
        || (block[1] == 0xFF && block.Length >= 14 && (block[3..].StartsWith("NETSCAPE2.0"u8) || block[3..].StartsWith("ANIMEXTS1.0"u8)));

    /// <summary>The length of a table of colours, from the flags before it.</summary>
    static int TableOf(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The place behind pieces that each begin with their length, the last with 0. No more than the length of the file.</summary>
    static int EndOf(byte[] file, int at)
    {
        while (at < file.Length && file[at] != 0)
            at += 1 + file[at];
        return Math.Min(at + 1, file.Length);
    }
}
