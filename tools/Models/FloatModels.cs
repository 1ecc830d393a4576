using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Quantization;

namespace Proctoring.Tools.Models;

/// <summary>The networks of floats behind the 8-bit ones. The server does not need them; ranges are measured with them.</summary>
internal static class FloatModels
{
    /// <summary>The same folder with the networks of floats instead.</summary>
    public static ModelStore In(ModelStore store) =>
        new(store.Folder, ModelManifest.Of([.. store.Manifest.Models.Where(model => model.Int8Of is not null).Select(Of)]));

    static ModelEntry Of(ModelEntry model) =>
        model with
        {
            Id = model.Int8Of!,
            Int8Of = null,
            OnnxSha256 = RangeFile.BuiltIn(model.Int8Of!).FloatSha256,
        };
}
