using System.Security.Cryptography;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Models;

/// <summary>Restores the missing fonts of reports from their pinned packages.</summary>
/// <param name="store">The folder; a restore creates it.</param>
/// <param name="time">The clock.</param>
/// <param name="packages">Where packages come from; null: npm.</param>
internal sealed class FontRestore(FontStore store, TimeProvider time, IPackageSource? packages = null)
{
    readonly IPackageSource packages = packages ?? new NpmPackageSource(time: time);

    /// <summary>Downloads and checks the missing fonts.</summary>
    /// <exception cref="ModelRestoreException">A font could not be restored; those restored before stay.</exception>
    public async Task RestoreAsync(IProgress<ModelProgress>? progress, CancellationToken cancellation)
    {
        var missing = Missing();
        if (missing.Count == 0)
            return;
        try
        {
            Directory.CreateDirectory(store.Folder);
            await using var turn = await RestoreLock
                .TakeAsync(Path.Combine(store.Folder, ".lock"), time, progress, cancellation)
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
            throw new ModelRestoreException($"The fonts folder {store.Folder} cannot be written ({cause.Message.TrimEnd('.')}).", cause);
        }
    }

    async Task RestoreAsync(PackageName package, IReadOnlyList<FontEntry> fonts, CancellationToken cancellation)
    {
        var workspace = Directory.CreateDirectory(Path.Combine(store.Folder, ".restore")).FullName;
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
                File.Move(half, store.FileOf(font), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(workspace, recursive: true);
        }
    }

    List<IGrouping<(string Package, string Version), FontEntry>> Missing() =>
        [.. FontStore.Entries.Where(font => !File.Exists(store.FileOf(font))).GroupBy(font => (font.Package, font.Version))];
}
