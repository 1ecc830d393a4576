using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Models;

/// <summary>
/// A downloaded .tgz file. Its hash is checked first, and only the requested files are unpacked.
/// </summary>
internal sealed class PackageArchive(string path, PackageName package)
{
    // The largest file in use has 22 MB, so a much larger one is not the pinned file.
    const long LargestFile = 512L << 20;

    /// <summary>Compares the file with the hash that the manifest pins.</summary>
    /// <exception cref="ModelRestoreException">The hash differs.</exception>
    public async Task CheckIntegrityAsync(string integrity, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var actual = $"sha512-{Convert.ToBase64String(await SHA512.HashDataAsync(file, cancel).ConfigureAwait(false))}";
        if (actual != integrity)
            throw new ModelRestoreException(
                $"The package {package} that was downloaded is not the one this version was built for (its sha512 differs): "
                    + "check which registry npm is set to, and do not use the file."
            );
    }

    /// <summary>Reads files by their path in the package into memory, so that no path of the archive ever reaches the disk.</summary>
    /// <exception cref="ModelRestoreException">A file is missing or the archive is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(IReadOnlyCollection<string> files, CancellationToken cancel)
    {
        var found = new Dictionary<string, byte[]>();
        try
        {
            await using var file = File.OpenRead(path);
            await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(unzipped);
            while (found.Count < files.Count && await tar.GetNextEntryAsync(copyData: false, cancel).ConfigureAwait(false) is { } entry)
                if (Wanted(entry) is { } name && files.Contains(name))
                    found[name] = await ReadAsync(entry, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ModelRestoreException($"The package {package} can't be unpacked: run the restore again.", e);
        }

        return files.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw new ModelRestoreException(
                $"The package {package} has no file {missing}: this version of the product needs a corrected models.json."
            )
            : found;
    }

    // npm puts all files below one folder, usually "package".
    static string? Wanted(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
        && entry.Length <= LargestFile
        && entry.Name.IndexOf('/') is > 0 and var slash
            ? entry.Name[(slash + 1)..]
            : null;

    static async Task<byte[]> ReadAsync(TarEntry entry, CancellationToken cancel)
    {
        var bytes = new byte[entry.Length];
        if (entry.DataStream is { } data)
            await data.ReadExactlyAsync(bytes, cancel).ConfigureAwait(false);
        return bytes;
    }
}
