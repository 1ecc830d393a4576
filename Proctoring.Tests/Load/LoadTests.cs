using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Proctoring.Tests.Load;

/// <summary>Load curves: open-loop load with real frames through the hub. One short step in the test suite; <c>scripts/load.sh</c> makes
/// the curves.</summary>
[Collection("one browser test at a time")]
public sealed class LoadTests
{
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    static string? Folder => Environment.GetEnvironmentVariable("PROCTORING_LOAD_FOLDER") is { Length: > 0 } folder ? folder : null;

    [Fact]
    public async Task Each_frame_is_acknowledged_and_the_costs_are_measured()
    {
        var frames = LoadFrames.Read();
        List<LoadResult> results = [];
        foreach (var servers in Numbers("PROCTORING_LOAD_SERVERS", "1"))
        {
            foreach (var candidates in Numbers("PROCTORING_LOAD_STEPS", "3"))
            {
                results.Add(await LoadStep.RunAsync(servers, candidates, Times(), frames));
                // After each step, so that an interrupted run leaves the steps before.
                await ReportAsync(results, frames);
            }
        }

        Assert.All(
            results,
            result =>
            {
                Assert.Equal(2.0 * result.Candidates * result.Seconds, result.Sent, (result.Sent * 0.05) + result.Candidates);
                Assert.True(result.ProcessorMs > 0 && result.ReadPerSecond > 0, "nothing was read");
            }
        );
        // A machine with too many candidates loses frames, which is a result. Three are no load.
        if (Folder is null)
            Assert.All(results, result => Assert.True(result.Lost == 0 && result.Refused.Count == 0, LoadResult.Table([result])));
    }

    static async Task ReportAsync(List<LoadResult> results, LoadFrames frames)
    {
        var plot = LoadPlot.Draw(results);
        Assert.NotNull(XDocument.Parse(plot).Root);
        if (Folder is not { } folder)
            return;
        await File.WriteAllTextAsync(Path.Combine(folder, "load.json"), JsonSerializer.Serialize(results, Format));
        await File.WriteAllTextAsync(Path.Combine(folder, "load.svg"), plot);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "report"),
            $"Frames: {frames.Source}, on average {frames.Pictures.Average(picture => picture.Length) / 1024:0} KB. "
                + $"{Environment.ProcessorCount} cores for servers, database and candidates.\n\n{LoadResult.Table(results)}"
        );
    }

    static LoadTimes Times()
    {
        var seconds = Numbers("PROCTORING_LOAD_SECONDS", "4")[0];
        return new LoadTimes(TimeSpan.FromSeconds(Folder is null ? 2 : 15), TimeSpan.FromSeconds(seconds));
    }

    static List<int> Numbers(string variable, string otherwise) =>
        [
            .. (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : otherwise)
                .Split(',')
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
        ];
}
