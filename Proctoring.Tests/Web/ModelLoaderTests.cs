using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Audio;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Support;
using Proctoring.Web;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Models that were unavailable at the start are loaded once they are available, without a restart.</summary>
public sealed class ModelLoaderTests : IAsyncDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("models-");
    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    readonly ServiceProvider services;

    public ModelLoaderTests() =>
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new ModelStore(folder.FullName, ModelManifest.BuiltIn()))
            .AddSingleton<TimeProvider>(clock)
            .AddVision(folder.FullName)
            .AddAudio()
            .AddSingleton<ModelLoader>()
            .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Models_that_arrive_late_are_loaded_without_a_restart()
    {
        var (loader, models) = (services.GetRequiredService<ModelLoader>(), services.GetRequiredService<VisionModels>());
        Assert.NotNull(loader.Try());
        Assert.False(services.GetRequiredService<VoiceDetector>().Load());
        Assert.Null(models.FrameReader);

        var trying = loader.RetryAsync(TestContext.Current.CancellationToken);
        foreach (var model in Directory.EnumerateFiles(TestFolders.Models, "*.onnx"))
            File.CreateSymbolicLink(Path.Combine(folder.FullName, Path.GetFileName(model)), model);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(trying.IsCompleted);
        Assert.NotNull(models.Problem);
        clock.Advance(TimeSpan.FromSeconds(1));
        await trying.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Null(models.Problem);
        Assert.NotNull(models.FrameReader);
        Assert.NotNull(models.ReferenceReader);
        Assert.True(services.GetRequiredService<VoiceDetector>().Load());
    }

    [Fact]
    public void Each_attempt_waits_longer_but_no_longer_than_a_quarter_of_an_hour() =>
        Assert.Equal([30, 60, 120, 240, 480, 900, 900], ModelLoader.Waits().Take(7).Select(wait => wait.TotalSeconds));
}
