using System.Globalization;

namespace Proctoring.Tools.Evaluation;

/// <summary>Draws verification curves as inline SVG.</summary>
internal static class HtmlCurves
{
    const int Width = 420;
    const int Height = 260;
    const int Margin = 36;

    /// <summary>The smallest rate that the logarithmic axis shows.</summary>
    const double LeastRate = 0.001;

    const int Bins = 50;

    /// <summary>Draws accepted pairs of one person over accepted pairs of two people, the latter on a logarithmic axis.</summary>
    public static string Roc(Roc roc)
    {
        var points = roc.Curve().Select(point => Place(1 + Math.Log10(Math.Max(point.FalseRate, LeastRate)) / 3, point.TrueRate));
        string[] ticks = ["0.1 %", "1 %", "10 %", "100 %"];
        var axis = ticks.Select((tick, index) => Tick(index / 3.0, tick));
        return Figure(
            "Accepted of one person (up) over accepted of two people (right)",
            $"{string.Concat(axis)}<polyline class=\"line same\" points=\"{string.Join(' ', points)}\"/>"
        );
    }

    /// <summary>Draws the distribution of scores for pairs of one person and of two.</summary>
    public static string Scores(Roc roc, float threshold)
    {
        var (same, different) = (roc.SameScores, roc.DifferentScores);
        var all = same.Concat(different).ToList();
        if (all.Count == 0)
            return "";
        var (least, most) = (Math.Min(all.Min(), threshold), Math.Max(all.Max(), threshold) + 1e-6f);
        double Across(double score) => (score - least) / (most - least);
        string Line(IReadOnlyList<float> scores, string style)
        {
            var counts = new int[Bins];
            foreach (var score in scores)
                counts[Math.Min(Bins - 1, (int)(Across(score) * Bins))]++;
            var top = Math.Max(1, counts.Max());
            return $"<polyline class=\"line {style}\" "
                + $"points=\"{string.Join(' ', counts.Select((count, bin) => Place((bin + 0.5) / Bins, (double)count / top)))}\"/>";
        }

        var at = string.Create(
            CultureInfo.InvariantCulture,
            $"<line class=\"at\" x1=\"{X(Across(threshold)):0.#}\" x2=\"{X(Across(threshold)):0.#}\" y1=\"{Margin / 2}\" "
                + $"y2=\"{Height - Margin}\"/>"
        );
        var axis = new[] { 0, 0.5, 1 }.Select(share =>
            Tick(share, (least + share * (most - least)).ToString("0.00", CultureInfo.InvariantCulture))
        );
        return Figure(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Similarity of one person (green) and of two (red), each scaled separately;  "
                    + $"dashed: the product's threshold {threshold:0.00}"
            ),
            $"{string.Concat(axis)}{at}{Line(same, "same")}{Line(different, "different")}"
        );
    }

    static string Figure(string caption, string drawing) =>
        $"<figure style=\"max-width:{Width}px\"><svg role=\"img\" aria-label=\"{caption}\" width=\"{Width}\" height=\"{Height}\" "
        + $"viewBox=\"0 0 {Width} {Height}\">{drawing}</svg><figcaption>{caption}</figcaption></figure>";

    static string Tick(double across, string label) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<line class=\"grid\" x1=\"{X(across):0.#}\" x2=\"{X(across):0.#}\" y1=\"{Margin / 2}\" "
                + $"y2=\"{Height - Margin}\"/><text text-anchor=\"middle\" x=\"{X(across):0.#}\" "
                + $"y=\"{Height - Margin + 16}\">{label}</text>"
        );

    static string Place(double across, double up) =>
        string.Create(CultureInfo.InvariantCulture, $"{X(across):0.#},{Height - Margin - up * (Height - 1.5 * Margin):0.#}");

    static double X(double across) => Margin + across * (Width - 2 * Margin);
}
