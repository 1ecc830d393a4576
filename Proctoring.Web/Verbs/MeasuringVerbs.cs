using Proctoring.Core.Evaluation;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Verbs;

/// <summary>Runs the measuring verbs on the models that the settings name.</summary>
internal static class MeasuringVerbs
{
    public static Task<int> EvaluateAsync(string[] args) =>
        WithFacesAsync(load => EvaluateVerb.RunAsync(args, Console.Out, Console.Error, load));

    public static Task<int> BenchAsync(string[] args) =>
        WithFacesAsync(load => BenchVerb.RunAsync(args, Console.Out, Console.Error, load));

    static async Task<int> WithFacesAsync(Func<Func<FaceReader>, Task<int>> measure)
    {
        await using var host = VerbHost.Create();
        return host is null ? ExitCode.Failed : await measure(host.Services.GetRequiredService<FaceReader>);
    }
}
