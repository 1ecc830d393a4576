using System.Text.Json;

namespace Proctoring.Core.Reports.Fonts;

/// <summary>A font of the reports, with its package and hash. All are Noto Sans, under the SIL Open Font License 1.1.</summary>
/// <param name="Id">The name by which the code asks for it.</param>
/// <param name="Package">The package of the npm registry.</param>
/// <param name="Version">Its version.</param>
/// <param name="Integrity">The package's hash as npm writes it.</param>
/// <param name="File">The file's path in the package.</param>
/// <param name="Sha256">The file's hash, lower-case hex.</param>
public sealed record FontEntry(string Id, string Package, string Version, string Integrity, string File, string Sha256);

/// <summary>The folder of the fonts that reports are set in, beside the models.</summary>
internal sealed class FontStore(ProctoringPaths paths)
{
    /// <summary>The fonts that this version uses.</summary>
    public static IReadOnlyList<FontEntry> Entries { get; } = Read();

    /// <summary>The folder's path.</summary>
    public string Folder { get; } = Path.Combine(paths.Models, "fonts");

    /// <summary>The font files that are there, by id; without "latin" and "latin-bold" no report can be set.</summary>
    public IReadOnlyDictionary<string, string> Files =>
        Entries.Where(font => File.Exists(FileOf(font))).ToDictionary(font => font.Id, FileOf, StringComparer.Ordinal);

    /// <summary>The path of a font's file, whether it is there or not.</summary>
    public string FileOf(FontEntry font) => Path.Combine(Folder, $"{font.Id}.ttf");

    static FontEntry[] Read()
    {
        using var json =
            typeof(FontStore).Assembly.GetManifestResourceStream("Proctoring.Core.Reports.Fonts.fonts.json")
            ?? throw new InvalidOperationException("The resource fonts.json is missing from the program.");
        return JsonSerializer.Deserialize<FontEntry[]>(json, JsonSerializerOptions.Web)!;
    }
}

/// <summary>A report cannot be set, because its fonts are missing; the message says what to do.</summary>
internal sealed class FontsMissingException(string message) : Exception(message);
