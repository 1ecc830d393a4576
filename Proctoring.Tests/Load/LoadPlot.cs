using System.Globalization;

namespace Proctoring.Tests.Load;

/// <summary>Draws load curves as SVG: times of acknowledgement, frames that were read, and processor time.</summary>
internal static class LoadPlot
{
    const int Width = 720;
    const int PanelHeight = 210;
    const int Left = 56;
    const int Right = 150;
    const int Top = 34;
    const int Bottom = 26;

    // Okabe and Ito's colours, as in the plots of the steps.
    static readonly string[] Colours = ["#56b4e9", "#e69f00", "#0072b2", "#009e73", "#cc79a7"];

    public static string Draw(IReadOnlyList<LoadResult> results)
    {
        var steps = results.Select(result => result.Candidates).Distinct().Order().ToList();
        var panels = new[]
        {
            new Panel(
                "Milliseconds from the moment a frame is due to its acknowledgement",
                Logarithmic: true,
                [
                    .. Curves(results, "p50", result => result.P50),
                    .. Curves(results, "p95", result => result.P95),
                    .. Curves(results, "p99", result => result.P99),
                ],
                Goal: 100
            ),
            new Panel(
                "Frames read, a second and candidate",
                Logarithmic: false,
                Curves(results, "read", result => result.ReadPerSecond),
                null
            ),
            new Panel(
                "Milliseconds of processor time for a candidate and second",
                Logarithmic: false,
                Curves(results, "processor", result => result.ProcessorMs),
                null
            ),
        };
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{panels.Length * PanelHeight}"
              viewBox="0 0 {Width} {panels.Length * PanelHeight}" role="img">
            <title>Load curves by the number of candidates</title>
            <style>text {"{"} font: 12px sans-serif {"}"}</style>
            <rect width="{Width}" height="{panels.Length * PanelHeight}" fill="#ffffff"/>
            {string.Join('\n', panels.Select((panel, index) => Draw(panel, steps, index * PanelHeight)))}
            </svg>

            """.ReplaceLineEndings("\n");
    }

    /// <summary>One curve for each number of servers.</summary>
    static List<Curve> Curves(IReadOnlyList<LoadResult> results, string name, Func<LoadResult, double?> value) =>
        [
            .. results
                .GroupBy(result => result.Servers)
                .OrderBy(group => group.Key)
                .Select(group => new Curve(
                    name,
                    group.Key,
                    group
                        .Where(result => value(result) is not null)
                        .ToDictionary(result => result.Candidates, result => value(result)!.Value)
                )),
        ];

    static string Draw(Panel panel, List<int> steps, int y)
    {
        var scale = new Scale(panel, y);
        var parts = new List<string> { $"<text x=\"10\" y=\"{y + 18}\">{panel.Title}</text>" };
        parts.AddRange(scale.Ticks.Select(tick => Tick(tick, scale.Y(tick))));
        parts.AddRange(
            steps.Select(
                (step, index) => $"<text x=\"{X(index, steps)}\" y=\"{y + PanelHeight - 8}\" text-anchor=\"middle\">{step}</text>"
            )
        );
        if (panel.Goal is { } goal)
            parts.Add(Line(scale.Y(goal), "#999999", " stroke-dasharray=\"2 4\""));
        var labels = new HashSet<int>();
        // Solid and dashed curves of the same quantity have the same colour.
        var quantities = panel.Curves.Select(curve => curve.Quantity).Distinct().ToList();
        foreach (var curve in panel.Curves)
            parts.Add(Draw(curve, Colours[quantities.IndexOf(curve.Quantity)], steps, scale, labels));
        return string.Join('\n', parts);
    }

    static string Draw(Curve curve, string colour, List<int> steps, Scale scale, HashSet<int> labels)
    {
        if (curve.Values.Count == 0)
            return "";
        var points = curve
            .Values.OrderBy(pair => pair.Key)
            .Select(pair => (X: X(steps.IndexOf(pair.Key), steps), Y: scale.Y(pair.Value)))
            .ToList();
        var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X},{point.Y:0.#}")));
        // Labels of curves that end close to each other stand below each other.
        var label = (int)points[^1].Y + 4;
        while (labels.Any(taken => Math.Abs(taken - label) < 13))
            label++;
        labels.Add(label);
        var dashes = curve.Servers > 1 ? " stroke-dasharray=\"7 4\"" : "";
        return $"<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>"
            + string.Concat(points.Select(point => Dot(point.X, point.Y, colour)))
            + $"<text x=\"{points[^1].X + 8}\" y=\"{label}\" fill=\"{colour}\">{curve.Name}</text>";
    }

    static string Dot(int x, double y, string colour) =>
        string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{colour}\"/>");

    static string Tick(double value, double y) =>
        string.Create(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:0.##}</text>")
        + Line(y, "#e5e5e5", "");

    static string Line(double y, string colour, string more) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"{colour}\"{more}/>"
        );

    static int X(int index, List<int> steps) => Left + 20 + (index * (Width - Left - Right - 40) / Math.Max(steps.Count - 1, 1));

    sealed record Panel(string Title, bool Logarithmic, IReadOnlyList<Curve> Curves, double? Goal);

    sealed record Curve(string Quantity, int Servers, Dictionary<int, double> Values)
    {
        public string Name => Servers == 1 ? Quantity : $"{Quantity}, {Servers} servers";
    }

    /// <summary>Maps values to heights: from 0, or from 1 in powers of ten.</summary>
    sealed class Scale
    {
        readonly bool logarithmic;
        readonly double most;
        readonly int y;

        public Scale(Panel panel, int y)
        {
            (logarithmic, this.y) = (panel.Logarithmic, y);
            var highest = Math.Max(panel.Curves.SelectMany(curve => curve.Values.Values).Append(panel.Goal ?? 0).Max(), 1e-3);
            most = logarithmic ? Math.Max(Math.Ceiling(Math.Log10(highest)), 1) : Round(highest);
            Ticks = logarithmic
                ? [.. Enumerable.Range(0, (int)most + 1).Select(power => Math.Pow(10, power))]
                : [.. Enumerable.Range(0, 5).Select(part => most * part / 4)];
        }

        public IReadOnlyList<double> Ticks { get; }

        public double Y(double value)
        {
            var share = logarithmic ? Math.Log10(Math.Max(value, 1)) / most : value / most;
            return y + PanelHeight - Bottom - (share * (PanelHeight - Top - Bottom));
        }

        static readonly int[] Steps = [1, 2, 4, 10];

        /// <summary>The next of 1, 2, 4 and 10 times a power of ten.</summary>
        static double Round(double value)
        {
            var unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
            return Steps.First(step => step * unit >= value) * unit;
        }
    }
}
