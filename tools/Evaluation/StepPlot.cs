using System.Globalization;
using System.Net;

namespace Proctoring.Tools.Evaluation;

/// <summary>The cost of each step in one version and clip, in ms of processor time for a candidate and second.</summary>
internal sealed record StepRow(string Name, IReadOnlyList<KeyValuePair<string, double>> Steps)
{
    public double Total => Steps.Sum(step => step.Value);

    /// <summary>Takes the least of each step over several results.</summary>
    public static StepRow Least(string name, IReadOnlyList<BenchResult> results) =>
        new(
            name,
            [
                .. results[0]
                    .MsPerFrame.Keys.Where(step => step != BenchVerb.Total)
                    .Select(step =>
                        KeyValuePair.Create(
                            step,
                            results.Min(result => result.MsPerFrame.GetValueOrDefault(step)) * FrameSource.FramesPerSecond
                        )
                    ),
            ]
        );
}

/// <summary>Draws stacked bars of steps as SVG.</summary>
internal static class StepPlot
{
    const int Width = 720;
    const int Left = 190;
    const int Right = 60;
    const int RowHeight = 26;
    const int Legend = 30;

    // Okabe and Ito's colours, which people with any colour vision can tell apart.
    static readonly string[] Colours = ["#999999", "#f0e442", "#000000", "#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#0072b2"];

    public static string Draw(IReadOnlyList<StepRow> rows)
    {
        var most = Math.Max(rows.Max(row => row.Total), 1);
        var height = Legend + (rows.Count * RowHeight) + 8;
        var title = "Milliseconds of processor time for a candidate and second, by step";
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" role="img">
            <title>{title}</title>
            <style>text {"{"} font: 13px sans-serif {"}"}</style>
            <rect width="{Width}" height="{height}" fill="#ffffff"/>
            {string.Join('\n', rows[0].Steps.Select((step, i) => Key(step.Key, i, rows[0].Steps.Count)))}
            {string.Join('\n', rows.Select((row, i) => Bar(row, Legend + (i * RowHeight), most)))}
            </svg>

            """.ReplaceLineEndings("\n");
    }

    static string Key(string step, int index, int count)
    {
        var x = 10 + (index * (Width - 20) / count);
        return $"<rect x=\"{x}\" y=\"8\" width=\"12\" height=\"12\" fill=\"{Colours[index % Colours.Length]}\"/>"
            + $"<text x=\"{x + 16}\" y=\"19\">{WebUtility.HtmlEncode(step)}</text>";
    }

    static string Bar(StepRow row, int y, double most)
    {
        var (scale, x) = ((Width - Left - Right) / most, (double)Left);
        var parts = new List<string> { $"<text x=\"10\" y=\"{y + 16}\">{WebUtility.HtmlEncode(row.Name)}</text>" };
        foreach (var (index, (step, ms)) in row.Steps.Index())
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{x:0.#}\" y=\"{y + 2}\" width=\"{ms * scale:0.#}\" height=\"{RowHeight - 6}\" "
                        + $"fill=\"{Colours[index % Colours.Length]}\"><title>{WebUtility.HtmlEncode(step)} {ms:0.00} ms</title></rect>"
                )
            );
            x += ms * scale;
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{x + 6:0.#}\" y=\"{y + 16}\">{row.Total:0.0} ms</text>"));
        return string.Concat(parts);
    }
}
