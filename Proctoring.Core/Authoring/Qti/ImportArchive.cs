using System.IO.Compression;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>The entries of an uploaded archive, in memory and within limits. Nothing is written to disk.</summary>
internal sealed class ImportArchive
{
    readonly Dictionary<string, byte[]> entries = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> loose = [];

    /// <summary>The names of the entries with slashes, in the order of the archive.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Reads an archive; null after the problem was reported.</summary>
    public static ImportArchive? Open(byte[] bytes, DraftBuilder builder)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, false), ZipArchiveMode.Read);
            var archive = new ImportArchive();
            if (archive.Read(zip) is not { } problem)
                return archive;
            builder.Fail(problem);
        }
        catch (Exception cause) when (cause is InvalidDataException or NotSupportedException or IOException)
        {
            builder.Fail("The archive is damaged or not complete. Create it or download it again.");
        }

        return null;
    }

    /// <summary>The content of an entry; null if there is none.</summary>
    public byte[]? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The name of the entry that an address in a file means; null if there is none.</summary>
    /// <param name="folder">The folder of the file with the address; empty for the root.</param>
    /// <param name="address">A relative address, perhaps with percent escapes.</param>
    public string? Resolve(string folder, string address)
    {
        address = address.Split('?', '#')[0].Replace('\\', '/');
        foreach (var name in new[] { address, Uri.UnescapeDataString(address) })
        {
            foreach (var from in new[] { folder, "" })
            {
                if (Join(from, name) is not { } path)
                    continue;
                if (entries.ContainsKey(path))
                    return path;
                if (loose.TryGetValue(Loose(path), out var similar))
                    return similar;
            }
        }

        return null;
    }

    /// <summary>The folder of an entry, without a slash at its end.</summary>
    public static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    string? Read(ZipArchive zip)
    {
        if (zip.Entries.Count > ImportLimits.Entries)
            return $"The archive has more than {ImportLimits.Entries} entries. Divide it.";
        List<string> names = [];
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName.Replace('\\', '/');
            if (name.StartsWith('/') || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains(".."))
                return $"The archive has an entry outside its own folder (“{name}”) and is refused.";
            if (name.EndsWith('/') || name.StartsWith("__MACOSX/", StringComparison.Ordinal))
                continue;
            if (entry.IsEncrypted)
                return "The archive is protected with a password. Create one without a password.";
            if (Content(entry, ref total) is not { } content)
                return $"The archive unpacks to more than {ImportLimits.UnpackedBytes / 1_000_000} MB, or “{name}” is compressed more than "
                    + $"{ImportLimits.CompressionRatio} times. It is refused.";
            if (!entries.TryAdd(name, content))
                return $"The archive has two entries “{name}”. Remove one.";
            loose.TryAdd(Loose(name), name);
            names.Add(name);
        }

        Names = names;
        return null;
    }

    /// <summary>Unpacks an entry and counts what really comes out; null if it is too much.</summary>
    static byte[]? Content(ZipArchiveEntry entry, ref long total)
    {
        using var source = entry.Open();
        using var target = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            total += read;
            if (total > ImportLimits.UnpackedBytes)
                return null;
            target.Write(buffer, 0, read);
            if (target.Length > 1_000_000 && target.Length > entry.CompressedLength * ImportLimits.CompressionRatio)
                return null;
        }

        return target.ToArray();
    }

    /// <summary>Combines a folder and a relative name; null if it leads out of the archive.</summary>
    static string? Join(string folder, string name)
    {
        if (name.StartsWith('/'))
            (folder, name) = ("", name.TrimStart('/'));
        List<string> parts = [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (var part in name.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                return null;
            else
                parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    /// <summary>Some systems write a blank of a name as an underscore in the archive, change the case, or write ü as two
    /// characters.</summary>
    static string Loose(string name) => TextCharacters.Normalized(name).ToUpperInvariant().Replace(' ', '_');
}
