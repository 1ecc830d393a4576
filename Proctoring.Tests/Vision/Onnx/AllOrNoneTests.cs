using Proctoring.Core.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Vision.Onnx;

/// <summary>If a later model cannot be loaded, the earlier ones are freed.</summary>
public sealed class AllOrNoneTests
{
    [Fact]
    public void Objects_created_before_a_failure_are_disposed()
    {
        var (first, second) = (new Model(), new Model());
        Func<Model>[] makers = [() => first, () => second, () => throw new InvalidOperationException("no third")];

        Assert.Throws<InvalidOperationException>(() => AllOrNone.Create(makers));

        Assert.Equal((1, 1), (first.Disposed, second.Disposed));
    }

    [Fact]
    public void Nothing_is_disposed_without_a_failure()
    {
        var only = new Model();

        Assert.Equal([only], AllOrNone.Create<Model>([() => only]));
        Assert.Equal(0, only.Disposed);
    }

    [Fact]
    public void The_first_missing_model_is_named()
    {
        using var folder = new TemporaryFolder();
        var store = new ModelStore(folder.Path, ModelManifest.BuiltIn());

        var missing = Assert.Throws<ModelMissingException>(() => store.OpenAll("iris", "liveness"));

        Assert.Contains("iris", missing.Message, StringComparison.Ordinal);
    }

    sealed class Model : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
