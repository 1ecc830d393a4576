using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Authoring;

/// <summary>The pictures of an import. The texts refer to them as "file:SHA256HEX".</summary>
internal sealed class DraftFiles
{
    /// <summary>The start of a reference to a picture in a text.</summary>
    public const string Scheme = "file:";

    readonly Dictionary<string, ExamFileContent> files = [];
    long size;

    public IReadOnlyList<ExamFileContent> All => [.. files.Values];

    /// <summary>Adds a picture and returns the reference to it; null with the reason if it cannot be stored.</summary>
    /// <param name="name">The name it had; the path is removed.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="problem">Why it is left out; null if it is not.</param>
    public string? Add(string name, byte[] bytes, out string? problem)
    {
        var type = MediaTypes.Of(bytes);
        problem =
            type is null
                ? $"The file “{name}” is not a PNG, JPEG, GIF or WebP picture and is left out. Only pictures can be stored with an exam."
            : bytes.Length > ImportLimits.MediaBytes
                ? $"The picture “{name}” is larger than {ImportLimits.MediaBytes / 1_000_000} MB and is left out. Make it smaller."
            : files.Count >= ImportLimits.MediaFiles
                ? $"The file has more than {ImportLimits.MediaFiles} pictures. The picture “{name}” is left out."
            : size + bytes.Length > ImportLimits.AllMediaBytes
                ? $"All pictures together are larger than {ImportLimits.AllMediaBytes / 1_000_000} MB. The picture “{name}” is left out."
            : null;
        if (problem is not null)
            return null;
        // Candidates receive the file: it must not reveal the place and the camera.
        var file = new ExamFileContent(Shortened(name), type!, PictureMetadata.Without(bytes));
        if (files.TryAdd(file.Sha256, file))
            size += bytes.Length;
        return Scheme + file.Sha256;
    }

    static string Shortened(string name)
    {
        name = name.Replace('\\', '/');
        name = name[(name.LastIndexOf('/') + 1)..];
        name = new string([.. name.Where(character => !char.IsControl(character))]).Trim();
        return name.Length switch
        {
            0 => "picture",
            > 100 => name[^100..],
            _ => name,
        };
    }
}
