using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>The result of `bench` on one core.</summary>
/// <param name="Frames">The number of frames without the warm-up.</param>
/// <param name="FramesPerSecond">Frames that one core reads in a second.</param>
/// <param name="MsPerFrame">Mean milliseconds of processor time of each step, and "total"; a step that most frames skip has a small
/// mean.</param>
/// <param name="CpuMsPerFrame">Mean processor time of the whole process.</param>
/// <param name="CpuMsPerCandidateSecond">Processor time for one candidate and second, at two frames a second with everything on.</param>
/// <param name="CandidatesPerCore">The number of candidates for which one core has time.</param>
/// <param name="PeakMemoryMb">The peak memory of the process with all models loaded.</param>
/// <param name="AllocatedKbPerFrame">Mean kilobytes of managed memory that a frame allocates.</param>
/// <param name="Refused">The refused pictures with the reasons.</param>
/// <param name="Networks">The runs and the speed of each network; null in results of earlier versions.</param>
/// <param name="MachineRatio">How many times longer the networks take here than on the reference machine.</param>
/// <param name="ReferenceMsPerCandidateSecond">The processor time for one candidate and second, divided by this ratio.</param>
internal sealed record BenchResult(
    int Frames,
    double FramesPerSecond,
    IReadOnlyDictionary<string, double> MsPerFrame,
    double CpuMsPerFrame,
    double CpuMsPerCandidateSecond,
    double CandidatesPerCore,
    double PeakMemoryMb,
    double AllocatedKbPerFrame,
    IReadOnlyList<string> Refused,
    IReadOnlyList<NetworkTime>? Networks = null,
    double MachineRatio = 0,
    double ReferenceMsPerCandidateSecond = 0
);

/// <summary>The verb `bench PATH [--size WIDTHxHEIGHT] [--json]`: measures the time for a frame on pictures or a clip.</summary>
internal static class BenchVerb
{
    /// <summary>The name of the sum of all steps and the work between them.</summary>
    public const string Total = "total";

    /// <summary>Enough frames for a stable mean. A few pictures are read repeatedly.</summary>
    const int LeastFrames = 200;

    /// <summary>Frames until the runtime has recompiled most of the hot code, which costs as much as 40 frames. A server runs for
    /// hours.</summary>
    const int WarmUpFrames = 200;

    /// <summary>The warm-up continues by so many frames while the runtime recompiles methods in them.</summary>
    const int MoreWarmUpFrames = 100;

    /// <summary>The most frames of the warm-up.</summary>
    const int MostWarmUpFrames = 800;

    /// <summary>Fewer recompiled methods do not show in the result.</summary>
    const long FewMethods = 3;

    /// <summary>Runs the verb.</summary>
    /// <param name="args">The arguments after the verb.</param>
    /// <param name="output">The table, or with --json the result as one JSON object on the last line.</param>
    /// <param name="error">Receives one sentence if something failed.</param>
    /// <param name="load">Loads the models for faces.</param>
    /// <param name="reader">Creates the reader of frames.</param>
    /// <param name="models">The folder of models, to time each network alone.</param>
    /// <param name="cancel">Stops between two frames.</param>
    /// <returns>0 if it measured, 1 if it could not, 2 if the arguments are wrong.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Func<FaceReader> load,
        Func<FrameReader> reader,
        ModelStore models,
        CancellationToken cancel = default
    )
    {
        if (VerbArguments.Parse(args, size: true) is not { } asked)
        {
            await error.WriteLineAsync("Usage: bench FOLDER|CLIP [--size WIDTHxHEIGHT] [--json]");
            return ExitCode.Usage;
        }

        var (frames, problem) = FrameSource.Read(asked.Path, asked.Size);
        if (problem is not null)
        {
            await error.WriteLineAsync(problem);
            return ExitCode.Failed;
        }

        if (await VerbArguments.LoadAsync(load, error) is not { } faces)
            return ExitCode.Failed;
        using (faces)
        {
            if (await VerbArguments.LoadAsync(reader, error) is not { } frameReader)
                return ExitCode.Failed;
            using var runs = new NetworkRuns();
            var result = Measure(faces, frameReader, frames, runs, cancel);
            if (result.Frames == 0)
            {
                await error.WriteLineAsync($"No picture in {asked.Path} could be read: {string.Join(", ", result.Refused)}.");
                return ExitCode.Failed;
            }

            var (perSecond, inFrames) = (PerSecond(runs, result.Frames), runs.MedianMs);
            result = Compared(result, NetworkSpeed.Measure(models, perSecond, inFrames));
            await output.WriteLineAsync(Describe(result));
            if (asked.Json)
                await output.WriteLineAsync(JsonSerializer.Serialize(result, VerbArguments.Format));
        }

        return ExitCode.Ok;
    }

    static BenchResult Compared(BenchResult result, IReadOnlyList<NetworkTime> networks)
    {
        var ratio = NetworkSpeed.Ratio(networks);
        return result with
        {
            Networks = networks,
            MachineRatio = Rounded(ratio),
            ReferenceMsPerCandidateSecond = Rounded(result.CpuMsPerCandidateSecond / ratio),
        };
    }

    static Dictionary<string, double> PerSecond(NetworkRuns runs, int frames) =>
        runs.Counts.ToDictionary(run => run.Key, run => Rounded(run.Value * FrameSource.FramesPerSecond / frames));

    static BenchResult Measure(
        FaceReader faces,
        FrameReader reader,
        IReadOnlyList<SourceFrame> frames,
        NetworkRuns runs,
        CancellationToken cancel
    )
    {
        var (refused, reference) = (new List<string>(), default(FaceEmbedding));
        var usable = new List<SourceFrame>();
        foreach (var frame in frames)
        {
            using var decoded = PictureDecoder.Decode(MeasuringSlot.Only, frame.Bytes, PictureLimits.Photo);
            if (decoded.Pixels is not { } picture)
            {
                refused.Add($"{frame.Name} ({decoded.Refusal})");
                continue;
            }

            usable.Add(frame);
            // The first face is the session's reference, so identity is checked as in an exam.
            if (reference is null && faces.ReadFaces(picture).Faces is [var face, ..])
                reference = faces.Embed(picture, face);
        }

        if (usable.Count == 0)
            return new BenchResult(0, 0, new Dictionary<string, double>(), 0, 0, 0, 0, 0, refused);
        var (times, memory, count, at) = (
            new StepTimes(ThreadClock.Now),
            new VisionMemory(new FaceMemory(reference)),
            0,
            DateTime.UnixEpoch
        );
        using var process = Process.GetCurrentProcess();
        var wanted = Math.Max(usable.Count, LeastFrames);
        WarmUp();
        times.Clear();
        runs.Clear();
        process.Refresh();
        var cpu = process.TotalProcessorTime;
        var (thread, allocated) = (ThreadClock.Now(), GC.GetAllocatedBytesForCurrentThread());
        var watch = Stopwatch.StartNew();
        ReadNext(wanted);
        watch.Stop();
        (thread, allocated) = (ThreadClock.Now() - thread, GC.GetAllocatedBytesForCurrentThread() - allocated);
        process.Refresh();
        var steps = times.Spent.ToDictionary(s => s.Key, s => Rounded(s.Value.TotalMilliseconds / wanted));
        steps[Total] = Rounded(thread.TotalMilliseconds / wanted);
        var cpuPerFrame = (process.TotalProcessorTime - cpu).TotalMilliseconds / wanted;
        var cpuPerSecond = cpuPerFrame * FrameSource.FramesPerSecond;
        return new BenchResult(
            wanted,
            Rounded(wanted / watch.Elapsed.TotalSeconds),
            steps,
            Rounded(cpuPerFrame),
            Rounded(cpuPerSecond),
            Rounded(1000 / cpuPerSecond),
            Rounded(process.PeakWorkingSet64 / 1048576.0),
            Rounded(allocated / 1024.0 / wanted),
            refused
        );

        void WarmUp()
        {
            ReadNext(WarmUpFrames);
            for (var (compiled, before) = (JitInfo.GetCompiledMethodCount(), -FewMethods - 1); compiled - before > FewMethods;)
            {
                if (count >= MostWarmUpFrames)
                    return;
                ReadNext(MoreWarmUpFrames);
                (before, compiled) = (compiled, JitInfo.GetCompiledMethodCount());
            }
        }

        void ReadNext(int frames)
        {
            for (var i = 0; i < frames; i++)
            {
                cancel.ThrowIfCancellationRequested();
                at += FrameSource.BetweenFrames;
                var bytes = usable[count++ % usable.Count].Bytes;
                reader.Read(MeasuringSlot.Only, bytes, at, count, memory, PictureLimits.Photo, times);
            }
        }
    }

    static string Describe(BenchResult r)
    {
        var steps = r.MsPerFrame.Select(s => string.Create(CultureInfo.InvariantCulture, $"  {s.Key,-12}{s.Value,8:0.00} ms"));
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Frames} frames on one core: {r.FramesPerSecond:0.0} a second, {r.CpuMsPerFrame:0.00} ms of processor time "
                    + $"each, at most {r.PeakMemoryMb:0} MB, {r.AllocatedKbPerFrame:0.0} kB allocated. "
                    + $"A candidate needs {r.CpuMsPerCandidateSecond:0.0} ms a second: "
                    + $"{r.CandidatesPerCore:0} candidates per core."
            )
            + Environment.NewLine
            + string.Join(Environment.NewLine, steps)
            + DescribeNetworks(r)
            + (r.Refused.Count == 0 ? "" : $"{Environment.NewLine}Refused: {string.Join(", ", r.Refused)}");
    }

    static string DescribeNetworks(BenchResult r)
    {
        if (r.Networks is not { } networks)
            return "";
        var lines = networks.Select(network =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {network.Name,-16}{network.RunsPerSecond,8:0.000} runs a second, {network.MsPerRunInFrames,6:0.00} ms in the frames, "
                    + $"{network.MsPerRun:0.00} ms alone"
                    + $"{(network.Pictures > 1 ? $" for {network.Pictures} pictures" : "")}, "
                    + $"{network.ReferenceMsPerRun:0.00} on the reference machine"
            )
        );
        return Environment.NewLine
            + string.Join(Environment.NewLine, lines)
            + Environment.NewLine
            + string.Create(
                CultureInfo.InvariantCulture,
                $"The networks take {r.MachineRatio:0.00} times as long here as on the reference machine, where a candidate would need "
                    + $"{r.ReferenceMsPerCandidateSecond:0.0} ms a second."
            );
    }

    static double Rounded(double value) => Math.Round(value, 3);
}
