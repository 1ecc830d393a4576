using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>
/// Writes the results of `evaluate` as one self-contained HTML file. It shows all numbers of a result and the named pictures it finds, so a
/// new kind of set needs no change here.
/// </summary>
internal static class HtmlReport
{
    /// <summary>The number of pictures shown for one kind of error.</summary>
    const int MostPictures = 12;

    const int PictureSide = 160;

    const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1c2b2e;background:#fff}
        h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem;border-top:1px solid #cfd8da;padding-top:1rem}h3{font-size:1rem}
        table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}th,td{padding:.2rem .9rem .2rem
          0;text-align:right;border-bottom:1px solid #e4eaeb}
        th:first-child{text-align:left}.kind,.note,figcaption{color:#53666b;font-size:.85rem}
          .row{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
        figure{margin:0;max-width:340px}figure img{height:120px;margin-right:4px;border-radius:4px}svg{background:#fafcfc;border:1px
          solid #e4eaeb}
        svg text{font-size:11px;fill:#53666b}.same{stroke:#0b6e75}.different{stroke:#b3372f}.line{fill:none;stroke-width:2}
          .grid{stroke:#dde5e6}.at{stroke:#1c2b2e;stroke-dasharray:4 3}
        """;

    /// <summary>Writes the report.</summary>
    /// <param name="results">The results.</param>
    /// <param name="root">The measured folder with the pictures.</param>
    /// <param name="at">The time of the measurement.</param>
    public static string Write(IReadOnlyList<SetResult> results, string root, DateTimeOffset at)
    {
        var page = new StringBuilder(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                + "content=\"width=device-width\"><title>Accuracy</title><style>"
        );
        page.Append(Style)
            .Append(CultureInfo.InvariantCulture, $"</style><h1>Accuracy, measured on {at:d MMMM yyyy, HH:mm} UTC</h1>")
            .Append("<p class=\"note\">The pictures are of real people. Store this file as carefully as the pictures.</p>");
        foreach (var result in results)
        {
            var numbers = JsonSerializer.SerializeToElement(result, VerbArguments.Format);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<h2>{Text(result.Path)}</h2><p class=\"kind\">{Text(numbers.GetProperty("kind").GetString())}</p>"
            );
            if (result is UnsupportedResult unsupported)
                page.Append(CultureInfo.InvariantCulture, $"<p>{Text(unsupported.Reason)}</p>");
            AppendNumbers(page, "", numbers);
            var folder = Path.Combine(root, result.Path);
            if (result is VerificationResult { Curves: { } roc } verification)
            {
                page.Append("<div class=\"row\">")
                    .Append(HtmlCurves.Roc(roc))
                    .Append(HtmlCurves.Scores(roc, verification.Threshold))
                    .Append("</div>");
                foreach (var (title, worst) in verification.Worst)
                    AppendPictures(page, title, worst.Select(pair => (pair.Caption, Files: new[] { pair.A, pair.B })), folder);
            }

            foreach (var list in numbers.EnumerateObject().Where(fact => fact.Value.ValueKind == JsonValueKind.Array))
                AppendPictures(
                    page,
                    DisplayText(list.Name),
                    Spread([.. list.Value.EnumerateArray().Select(item => item.ToString())]).Select(name => (name, new[] { FileOf(name) })),
                    folder
                );
        }

        return page.Append("</html>\n").ToString();
    }

    /// <summary>Writes numbers as rows, and items with the same numbers as one table.</summary>
    static void AppendNumbers(StringBuilder page, string title, JsonElement group)
    {
        var facts = group.EnumerateObject().ToList();
        var numbers = facts.Where(fact => fact.Value.ValueKind is JsonValueKind.Number or JsonValueKind.Null).ToList();
        if (numbers.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"{Heading(title)}<table>");
            foreach (var fact in numbers)
                page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(DisplayText(fact.Name))}</th><td>{Number(fact.Value)}</td></tr>");
            page.Append("</table>");
        }

        foreach (var fact in facts.Where(fact => fact.Value.ValueKind == JsonValueKind.Object))
        {
            var below = fact.Value.EnumerateObject().ToList();
            var name = title.Length == 0 ? DisplayText(fact.Name) : $"{title}: {DisplayText(fact.Name)}";
            if (
                below.Count > 0
                && below.TrueForAll(row =>
                    row.Value.ValueKind == JsonValueKind.Object
                    && row.Value.EnumerateObject().All(cell => cell.Value.ValueKind != JsonValueKind.Object)
                )
            )
                AppendTable(page, name, below);
            else
                AppendNumbers(page, name, fact.Value);
        }
    }

    static void AppendTable(StringBuilder page, string title, List<JsonProperty> rows)
    {
        var columns = rows[0].Value.EnumerateObject().Select(cell => cell.Name).ToList();
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Heading(title)}<table><tr><th></th>{string.Concat(columns.Select(column => $"<th>{Text(DisplayText(column))}</th>"))}</tr>"
        );
        foreach (var row in rows)
        {
            var cells = columns.Select(column => $"<td>{(row.Value.TryGetProperty(column, out var cell) ? Number(cell) : "")}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(row.Name)}</th>{string.Concat(cells)}</tr>");
        }

        page.Append("</table>");
    }

    static void AppendPictures(StringBuilder page, string title, IEnumerable<(string Caption, string[] Files)> items, string folder)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"{Heading(title)}<div class=\"row\">");
        foreach (var (caption, files) in all.Take(MostPictures))
        {
            var pictures = string.Concat(files.Select(file => Picture(Path.Combine(folder, file))));
            page.Append(CultureInfo.InvariantCulture, $"<figure>{pictures}<figcaption>{Text(caption)}</figcaption></figure>");
        }

        page.Append("</div>");
    }

    /// <summary>Picks items evenly from a long list, which is sorted by kind of error.</summary>
    static IEnumerable<string> Spread(List<string> names) =>
        names.Count <= MostPictures ? names : Enumerable.Range(0, MostPictures).Select(place => names[place * names.Count / MostPictures]);

    /// <summary>Embeds a small copy; nothing if the file is not a picture.</summary>
    static string Picture(string path)
    {
        if (!File.Exists(path))
            return "";
        using var decoded = PictureDecoder.Decode(MeasuringSlot.Only, File.ReadAllBytes(path), PictureLimits.Photo);
        if (decoded.Pixels is not { } pixels)
            return "";
        var scale = (double)PictureSide / Math.Max(pixels.Width, pixels.Height);
        using var small = pixels.Resize(
            new Size(Math.Max(1, pixels.Width * scale), Math.Max(1, pixels.Height * scale)),
            0,
            0,
            InterpolationFlags.Area
        );
        var jpeg = small.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 70));
        return $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">";
    }

    /// <summary>Errors are named "file (detail)".</summary>
    static string FileOf(string name) => name.LastIndexOf(" (", StringComparison.Ordinal) is var end and > 0 ? name[..end] : name;

    static string Heading(string title) => title.Length == 0 ? "" : $"<h3>{Text(title)}</h3>";

    static string Number(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble().ToString("0.####", CultureInfo.InvariantCulture),
            JsonValueKind.Null => "–",
            _ => Text(value.ToString()),
        };

    static string DisplayText(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
