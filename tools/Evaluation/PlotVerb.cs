using System.Text.Json;

namespace Proctoring.Tools.Evaluation;

/// <summary>The verb `plot FILE NAME=RESULT…`: draws the cost of each step from results of `bench --json`.</summary>
internal static class PlotVerb
{
    /// <summary>Runs the verb. Of several results of one name the least of each step counts, because a busy machine only adds
    /// time.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter error)
    {
        var named = args.Skip(1).Select(arg => arg.Split('=', 2)).ToList();
        if (named.Count == 0 || named.Exists(parts => parts is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            await error.WriteLineAsync("Usage: plot FILE.svg NAME=RESULT [NAME=RESULT …] (results are outputs of bench --json)");
            return ExitCode.Usage;
        }

        var rows = new List<StepRow>();
        foreach (var group in named.GroupBy(parts => parts[0], parts => parts[1]))
        {
            var results = new List<BenchResult>();
            foreach (var file in group)
            {
                if (await ReadAsync(file) is not { } result)
                {
                    await error.WriteLineAsync($"{file} does not end with the result of bench --json.");
                    return ExitCode.Failed;
                }

                results.Add(result);
            }

            rows.Add(StepRow.Least(group.Key, results));
        }

        await File.WriteAllTextAsync(args[0], StepPlot.Draw(rows));
        return ExitCode.Ok;
    }

    static async Task<BenchResult?> ReadAsync(string file)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(file);
            return lines is [.., var last] ? JsonSerializer.Deserialize<BenchResult>(last, VerbArguments.Format) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
