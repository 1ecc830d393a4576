using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Models;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>The real weights for tests: in the folder PROCTORING_MODELS, else in models/ at the root; restored if need be.</summary>
internal static class RestoredModels
{
    static readonly Lazy<Task<ModelStore>> Store = new(RestoreAsync);

    static readonly Lazy<Task<ModelStore>> Floats = new(RestoreFloatsAsync);

    public static Task<ModelStore> StoreAsync(CancellationToken cancel) => Store.Value.WaitAsync(cancel);

    /// <summary>The networks of floats behind the 8-bit ones, in the same folder.</summary>
    public static Task<ModelStore> FloatsAsync(CancellationToken cancel) => Floats.Value.WaitAsync(cancel);

    static async Task<ModelStore> RestoreFloatsAsync()
    {
        var store = FloatModels.In(await Store.Value);
        await new ModelRestore(store).RestoreAsync();
        return store;
    }

    static async Task<ModelStore> RestoreAsync()
    {
        var folder = Environment.GetEnvironmentVariable("PROCTORING_MODELS") ?? Path.Combine(Root(), "models");
        var store = new ModelStore(folder, ModelManifest.BuiltIn());
        await new ModelRestore(store).RestoreAsync();
        return store;
    }

    static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Proctoring.sln")))
                return folder.FullName;
        throw new InvalidOperationException("Proctoring.sln is in no folder above the tests: set PROCTORING_MODELS.");
    }
}
