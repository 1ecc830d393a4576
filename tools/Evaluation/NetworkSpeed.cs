using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Evaluation;

/// <summary>The speed of one network, and how often a candidate needs it.</summary>
/// <param name="Name">The network's id.</param>
/// <param name="Pictures">The number of pictures in a run that was timed.</param>
/// <param name="RunsPerSecond">Its runs for a candidate and second in this bench.</param>
/// <param name="MsPerRun">The median processor time of a run on this machine, in ms, if no other network runs in between.</param>
/// <param name="ReferenceMsPerRun">The same on the reference machine.</param>
/// <param name="MsPerRunInFrames">The median elapsed time of a run between those of the other networks, in ms; 0 if there was none. It
/// is longer if the machine's caches do not hold all networks, or if the machine is busy, and differs if a run has another number of
/// pictures.</param>
internal sealed record NetworkTime(
    string Name,
    int Pictures,
    double RunsPerSecond,
    double MsPerRun,
    double ReferenceMsPerRun,
    double MsPerRunInFrames = 0
);

/// <summary>Times each network alone, so that results of different machines can be compared.</summary>
internal static class NetworkSpeed
{
    const int WarmUpRuns = 10;
    const int Runs = 60;

    /// <summary>The networks of a frame with their times on the reference machine (docs/performance.md): one core with AVX-512 and VNNI,
    /// ONNX Runtime 1.31, 27 November 2026.</summary>
    static readonly (string Id, int Pictures, double Ms)[] Reference =
    [
        ("facemesh", 1, 0.91),
        ("iris", 1, 1.14),
        ("ultraface", 1, 1.64),
        ("mobilefacenet", 2, 6.4),
        ("liveness", 1, 3.2),
        ("cocossd-10-int8", 1, 3.7),
        ("nanodet-int8", 1, 5.7),
    ];

    /// <summary>Times all networks.</summary>
    /// <param name="models">The folder of models.</param>
    /// <param name="runsPerSecond">The runs of each network for a candidate and second.</param>
    /// <param name="msInFrames">The median time of these runs, in ms.</param>
    public static IReadOnlyList<NetworkTime> Measure(
        ModelStore models,
        IReadOnlyDictionary<string, double> runsPerSecond,
        IReadOnlyDictionary<string, double> msInFrames
    ) =>
        [
            .. Reference.Select(network => new NetworkTime(
                network.Id,
                network.Pictures,
                runsPerSecond.GetValueOrDefault(network.Id),
                Time(models, network.Id, network.Pictures),
                network.Ms,
                Math.Round(msInFrames.GetValueOrDefault(network.Id), 3)
            )),
        ];

    /// <summary>How many times longer this machine takes than the reference machine: all networks once on each.</summary>
    public static double Ratio(IReadOnlyList<NetworkTime> networks) =>
        networks.Sum(network => network.MsPerRun) / networks.Sum(network => network.ReferenceMsPerRun);

    static double Time(ModelStore models, string id, int pictures)
    {
        using var model = models.Open(id);
        var noise = new float[pictures * model.PictureLength];
        // Every machine times the same picture.
        var random = new Random(1);
        for (var i = 0; i < noise.Length; i++)
            noise[i] = random.NextSingle();
        var times = new double[Runs];
        for (var run = -WarmUpRuns; run < Runs; run++)
        {
            var began = ThreadClock.Now();
            model.Run(noise).Dispose();
            if (run >= 0)
                times[run] = (ThreadClock.Now() - began).TotalMilliseconds;
        }

        Array.Sort(times);
        return Math.Round(times[Runs / 2], 3);
    }
}
