using Proctoring.Core.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>The server uses only files with the pinned hash, and explains how to get the others.</summary>
public sealed class ModelStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    ModelStore Store => new(folder.Path, ModelManifest.Of([TinyModel.Entry("first")]));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_model_explains_how_to_get_it()
    {
        var missing = Assert.Throws<ModelMissingException>(() => Store.PathOf("first"));

        Assert.StartsWith($"The model 'first' is missing in {folder.Path}: ", missing.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project tools -- models", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
    }

    [Fact]
    public void A_file_with_another_hash_is_not_used()
    {
        folder.Write("first.onnx", TinyModel.File("second"));

        Assert.Equal(ModelCondition.Damaged, Assert.Single(Store.Check()).Condition);
        Assert.Equal(ModelCondition.Damaged, Assert.Throws<ModelMissingException>(() => Store.Open("first")).Condition);
    }

    [Fact]
    public void A_file_with_the_pinned_hash_is_opened()
    {
        folder.Write("first.onnx", TinyModel.File("first"));

        using var model = Store.Open("first");

        Assert.Equal("first 1.0.0", model.ToString());
    }
}
