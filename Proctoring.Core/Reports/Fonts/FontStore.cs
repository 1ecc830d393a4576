using System.Security.Cryptography;
using System.Text.Json;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Reports.Fonts;

/// <summary>A font of the reports: where it comes from and what it must hash to. All are Noto Sans, under the SIL Open Font License
/// 1.1.</summary>
/// <param name="Id">The name by which the code asks for it.</param>
/// <param name="Package">The package of the npm registry.</param>
/// <param name="Version">Its version.</param>
/// <param name="Integrity">The package's hash as npm writes it.</param>
/// <param name="File">The file's path in the package.</param>
/// <param name="Sha256">The file's hash, lower-case hex.</param>
public sealed record FontEntry(string Id, string Package, string Version, string Integrity, string File, string Sha256);

/// <summary>The folder of the fonts that reports are set in, restored beside the models and in the same way: pinned, checked, never from
/// anywhere else.</summary>
internal sealed class FontStore(ProctoringPaths paths, TimeProvider time, IPackageSource? packages = null)
{
    static readonly FontEntry[] Entries = Read();

    readonly IPackageSource packages = packages ?? new NpmPackageSource(time: time);
    readonly string folder = Path.Combine(paths.Models, "fonts");

    /// <summary>The font files that are there, by id; without "latin" and "latin-bold" no report can be set.</summary>
    public IReadOnlyDictionary<string, string> Files =>
        Entries.Where(font => File.Exists(FileOf(font))).ToDictionary(font => font.Id, FileOf, StringComparer.Ordinal);

    /// <summary>Fetches and checks what is missing.</summary>
    /// <exception cref="ModelRestoreException">Something could not be had; what was restored so far stays.</exception>
    public async Task RestoreAsync(IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
        var missing = Missing();
        if (missing.Count == 0)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            await using var turn = await RestoreLock
                .TakeAsync(Path.Combine(folder, ".lock"), time, progress, cancellation)
                .ConfigureAwait(false);
            missing = Missing();
            for (var number = 0; number < missing.Count; number++)
            {
                var package = new PackageName(missing[number].Key.Package, missing[number].Key.Version);
                progress?.Report(
                    new ModelProgress(number + 1, missing.Count, ModelPhase.Download, $"Fonts for reports: downloading {package}.")
                );
                await RestoreAsync(package, [.. missing[number]], cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ModelRestoreException($"The fonts folder {folder} can't be written ({cause.Message.TrimEnd('.')}).", cause);
        }
    }

    async Task RestoreAsync(PackageName package, IReadOnlyList<FontEntry> fonts, CancellationToken cancellation)
    {
        var workspace = Directory.CreateDirectory(Path.Combine(folder, ".restore")).FullName;
        try
        {
            var archive = new PackageArchive(await packages.FetchAsync(package, workspace, cancellation).ConfigureAwait(false), package);
            await archive.CheckIntegrityAsync(fonts[0].Integrity, cancellation).ConfigureAwait(false);
            var files = await archive.ReadAsync([.. fonts.Select(font => font.File)], cancellation).ConfigureAwait(false);
            foreach (var font in fonts)
            {
                var bytes = files[font.File];
                if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != font.Sha256)
                    throw new ModelRestoreException(
                        $"The font {font.File} of {package} is not the one this version was built for (its sha256 differs)."
                    );
                var half = Path.Combine(workspace, font.Id);
                await File.WriteAllBytesAsync(half, bytes, cancellation).ConfigureAwait(false);
                File.Move(half, FileOf(font), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(workspace, recursive: true);
        }
    }

    List<IGrouping<(string Package, string Version), FontEntry>> Missing() =>
        [.. Entries.Where(font => !File.Exists(FileOf(font))).GroupBy(font => (font.Package, font.Version))];

    string FileOf(FontEntry font) => Path.Combine(folder, $"{font.Id}.ttf");

    static FontEntry[] Read()
    {
        using var json =
            typeof(FontStore).Assembly.GetManifestResourceStream("Proctoring.Core.Reports.Fonts.fonts.json")
            ?? throw new InvalidOperationException("The resource fonts.json is missing from the program.");
        return JsonSerializer.Deserialize<FontEntry[]>(json, JsonSerializerOptions.Web)!;
    }
}

/// <summary>A report can't be set, because its fonts are not restored; the message says what to do.</summary>
internal sealed class FontsMissingException(string message) : Exception(message);
