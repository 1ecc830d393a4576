using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Web.Verbs;

namespace Proctoring.Tools.Evaluation;

/// <summary>Runs the measuring verbs on the models that the settings name.</summary>
internal static class MeasuringVerbs
{
    public static Task<int> EvaluateAsync(string[] args) =>
        WithHostAsync(services =>
            EvaluateVerb.RunAsync(
                args,
                Console.Out,
                Console.Error,
                services.GetRequiredService<FaceReader>,
                services.GetRequiredService<ObjectReader>,
                services.GetRequiredService<HeadReader>,
                services.GetRequiredService<FrameReader>
            )
        );

    public static Task<int> BenchAsync(string[] args) =>
        WithHostAsync(services =>
            BenchVerb.RunAsync(
                args,
                Console.Out,
                Console.Error,
                services.GetRequiredService<FaceReader>,
                services.GetRequiredService<FrameReader>,
                services.GetRequiredService<ModelStore>()
            )
        );

    public static Task<int> BenchStepsAsync(string[] args) =>
        WithHostAsync(services =>
            StepBenchVerb.RunAsync(
                args,
                Console.Error,
                frames => new StepSource(
                    services.GetRequiredService<FaceReader>(),
                    services.GetRequiredService<HeadReader>(),
                    services.GetRequiredService<ObjectReader>(),
                    services.GetRequiredService<FrameReader>(),
                    frames
                )
            )
        );

    public static Task<int> PlotAsync(string[] args) => PlotVerb.RunAsync(args, Console.Error);

    public static Task<int> CalibrateAsync(string[] args) =>
        WithHostAsync(services =>
            CalibrateVerb.RunAsync(
                args,
                services.GetRequiredService<IdentityZones>(),
                Console.Out,
                Console.Error,
                services.GetRequiredService<FaceReader>
            )
        );

    static async Task<int> WithHostAsync(Func<IServiceProvider, Task<int>> measure)
    {
        await using var host = VerbHost.Create();
        return host is null ? ExitCode.Failed : await measure(host.Services);
    }
}
