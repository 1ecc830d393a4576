using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>The verb `bench-steps CLIP`: measures time and managed memory of each step with BenchmarkDotNet.</summary>
internal static class StepBenchVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="args">The arguments after the verb.</param>
    /// <param name="error">Receives one sentence if something failed.</param>
    /// <param name="load">Loads the models and returns them with the frames.</param>
    /// <returns>0 if it measured, 1 if it could not, 2 if the arguments are wrong.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter error,
        Func<IReadOnlyList<SourceFrame>, StepSource> load
    )
    {
        if (VerbArguments.Parse(args) is not { Json: false } asked)
        {
            await error.WriteLineAsync("Usage: bench-steps FOLDER|CLIP");
            return ExitCode.Usage;
        }

        var (frames, problem) = FrameSource.Read(asked.Path);
        if (problem is not null)
        {
            await error.WriteLineAsync(problem);
            return ExitCode.Failed;
        }

        if (await VerbArguments.LoadAsync(() => load(frames), error) is not { } source)
            return ExitCode.Failed;
        if (!ShowsFace(source))
        {
            await error.WriteLineAsync($"The first picture of {asked.Path} shows no face, or cannot be read.");
            return ExitCode.Failed;
        }

        StepBenchmarks.Source = source;
        var summary = BenchmarkRunner.Run<StepBenchmarks>(Config());
        return summary.Reports.Length > 0 && summary.Reports.All(report => report.Success) ? ExitCode.Ok : ExitCode.Failed;
    }

    static bool ShowsFace(StepSource source)
    {
        using var decoded = PictureDecoder.Decode(MeasuringSlot.Only, source.Frames[0].Bytes, PictureLimits.Photo);
        return decoded.Pixels is { } picture && source.Faces.ReadFaces(picture).Faces.Count > 0;
    }

    /// <summary>Runs in this process, which has the models; other toolchains build a program for every benchmark.</summary>
    static ManualConfig Config() =>
        ManualConfig
            .CreateMinimumViable()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "proctoring-benchmarks"));
}
