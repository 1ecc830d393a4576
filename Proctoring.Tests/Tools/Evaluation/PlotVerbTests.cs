using System.Text.Json;
using System.Xml.Linq;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>The plot of steps is drawn from results of `bench --json`.</summary>
public sealed class PlotVerbTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Of_several_results_of_one_name_the_least_of_each_step_is_drawn()
    {
        var (slow, fast) = (Result("slow.json", decode: 1, objects: 3), Result("fast.json", decode: 2, objects: 1));
        var file = folder.File("steps.svg");
        var error = new StringWriter();

        Assert.Equal(0, await PlotVerb.RunAsync([file, $"both & more={slow}", $"both & more={fast}", $"slow={slow}"], error));

        var texts = XDocument
            .Load(file)
            .Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(text => text.Value)
            .ToList();
        // Two frames a second: 2 · (1 + 1) and 2 · (1 + 3).
        Assert.Equal(["decode", "objects", "both & more", "4.0 ms", "slow", "8.0 ms"], texts);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_file_that_is_not_a_result_is_named()
    {
        var error = new StringWriter();
        var file = folder.Write("table.txt", "400 frames on one core"u8.ToArray());

        Assert.Equal(1, await PlotVerb.RunAsync([folder.File("steps.svg"), $"before={file}"], error));
        Assert.Contains("table.txt does not end with the result", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await PlotVerb.RunAsync([folder.File("steps.svg"), "before"], error));
        Assert.False(File.Exists(folder.File("steps.svg")));
    }

    string Result(string name, double decode, double objects)
    {
        var steps = new Dictionary<string, double>
        {
            ["decode"] = decode,
            ["objects"] = objects,
            ["total"] = 9,
        };
        var result = new BenchResult(400, 100, steps, 1, 2, 500, 100, 30, []);
        var text = $"a table{Environment.NewLine}{JsonSerializer.Serialize(result, VerbArguments.Format)}{Environment.NewLine}";
        return folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
    }
}
