using System.Xml.Linq;
using Xunit;

namespace Proctoring.Tests.Load;

public sealed class LoadPlotTests
{
    static readonly Dictionary<string, int> None = [];

    [Fact]
    public void Each_quantity_and_number_of_servers_has_a_curve_through_its_steps()
    {
        LoadResult[] results = [Result(1, 10, 12), Result(1, 20, 40), Result(1, 40, null), Result(2, 20, 8000)];

        var plot = XDocument.Parse(LoadPlot.Draw(results));

        var curves = plot.Descendants().Where(element => element.Name.LocalName == "polyline").ToList();
        // Three percentiles, the frames and the processor time, for one and for two servers.
        Assert.Equal(10, curves.Count);
        Assert.Equal(5, curves.Count(curve => curve.Attribute("stroke-dasharray") is not null));
        Assert.Equal([2, 1, 2, 1, 2, 1, 3, 1, 3, 1], curves.Select(curve => curve.Attribute("points")!.Value.Split(' ').Length));
        var texts = plot.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.Superset(new HashSet<string> { "p99, 2 servers", "10", "20", "40", "10000" }, texts.ToHashSet());
    }

    [Fact]
    public void The_table_names_the_steps_and_what_had_no_answer()
    {
        var table = LoadResult.Table([Result(2, 40, null)]);

        Assert.Contains("| 2 | 40 | none | none | none | none | 3 |", table, StringComparison.Ordinal);
        Assert.Contains("| 700 + 800 | 0 | 1.5 % | 2 head_pose |", table, StringComparison.Ordinal);
    }

    static LoadResult Result(int servers, int candidates, double? ms) =>
        new(servers, candidates, 60)
        {
            Sent = 120 * candidates,
            Lost = ms is null ? 3 : 0,
            P50 = ms,
            P95 = ms * 2,
            P99 = ms * 3,
            Longest = ms * 4,
            Refused = None,
            Slowed = 0,
            ReadPerSecond = 1.9,
            ProcessorMs = 25,
            ClientMs = 1,
            Memory = [700, 800],
            Breaks = 0,
            Gaps = None,
            GapShare = 0.015,
            Flags = new Dictionary<string, int> { ["head_pose"] = 2 },
        };
}
