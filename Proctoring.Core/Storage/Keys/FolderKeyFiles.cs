using Proctoring.Core.Storage.Files;

namespace Proctoring.Core.Storage.Keys;

/// <summary>Stores the keys as private files in a folder.</summary>
internal sealed class FolderKeyFiles(string folder) : IKeyFiles
{
    public string Place => $"the folder {folder}";

    public bool Exists(string name) => File.Exists(Path.Combine(folder, name));

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(folder, name));

    public IReadOnlyList<string> Names() =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))] : [];

    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        PrivateFiles.WriteAsync(Path.Combine(folder, name), content.ToArray(), cancellation);
}
