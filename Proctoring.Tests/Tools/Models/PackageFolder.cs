using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Models;

namespace Proctoring.Tests.Tools.Models;

/// <summary>Packages created by a test instead of a registry; counts the downloads of each.</summary>
internal sealed class PackageFolder : IPackageSource
{
    readonly byte[] archive;

    /// <summary>Packs files under the paths given, below the folder that npm would put them in.</summary>
    public PackageFolder(params IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
            foreach (var (path, bytes) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"package/{path}") { DataStream = new MemoryStream(bytes) });
        archive = packed.ToArray();
    }

    /// <summary>The package "tiny" with these models in it.</summary>
    public static PackageFolder Of(params IEnumerable<string> models) =>
        new([("package.json", "{}"u8.ToArray()), .. models.Select(id => ($"weights/{id}.onnx", TinyModel.File(id)))]);

    public string Integrity => $"sha512-{Convert.ToBase64String(SHA512.HashData(archive))}";

    public int Fetched { get; private set; }

    /// <summary>Runs before the file is ready.</summary>
    public Func<string, CancellationToken, Task> Before { get; init; } = (_, _) => Task.CompletedTask;

    public async Task<string> FetchAsync(PackageName package, string folder, CancellationToken cancel)
    {
        Fetched++;
        await Before(folder, cancel);
        var path = Path.Combine(folder, "tiny-1.0.0.tgz");
        await File.WriteAllBytesAsync(path, archive, cancel);
        return path;
    }
}
