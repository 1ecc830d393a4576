using System.Text;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Vision.Onnx;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// The fonts of a PDF. A line is cut into runs of one direction and one font (the first that has the letter), and HarfBuzz shapes each
/// run: Arabic joins and runs from right to left, Devanagari forms its conjuncts.
/// </summary>
internal sealed class PdfFonts : IDisposable
{
    /// <summary>In this order a font is asked whether it has a letter; the first also has Greek, Cyrillic and Devanagari.</summary>
    static readonly string[] Order = ["latin", "arabic", "han", "hangul"];

    /// <summary>Pairs that look the other way from right to left.</summary>
    const string Brackets = "()[]{}<>«»‹›";

    readonly List<PdfFace> faces;
    readonly PdfFace bold;

    /// <summary>Opens the fonts that are there.</summary>
    /// <param name="files">Font files by id; "latin" and "latin-bold" must be among them.</param>
    /// <exception cref="FontsMissingException">They are not.</exception>
    public PdfFonts(IReadOnlyDictionary<string, string> files)
    {
        if (!files.ContainsKey("latin") || !files.TryGetValue("latin-bold", out var boldFile))
            throw new FontsMissingException(
                $"The fonts for reports are missing: run {ReadyModels.Command} in a copy of the source code, or copy the folder models of "
                    + "another installation of this version."
            );
        faces = [.. Order.Where(files.ContainsKey).Select((id, index) => new PdfFace(files[id], $"F{index}"))];
        bold = new PdfFace(boldFile, "B");
    }

    /// <summary>All fonts.</summary>
    public IEnumerable<PdfFace> Faces => [.. faces, bold];

    /// <summary>Whether paragraphs run from right to left.</summary>
    public bool RightToLeft { get; init; }

    /// <summary>How wide a text is, in points.</summary>
    public float Measure(string text, PdfStyle style) => Runs(text, style).Sum(run => run.Face.Measure(run.Text, style.Size));

    /// <summary>Draws a text with its baseline at a point, and returns its width.</summary>
    /// <param name="page">The page.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">The left end of its baseline.</param>
    /// <param name="style">How it is set.</param>
    /// <param name="readAs">The text that it stands for, if it was shortened.</param>
    public float Draw(PdfPage page, string text, SKPoint at, PdfStyle style, string? readAs = null)
    {
        var runs = Runs(text, style).Select(run => (run.Face, Glyphs: run.Face.Shape(run.Text, style.Size))).ToList();
        var meant = Spoken(readAs ?? text);
        // Glyphs from right to left, and those that stand for parts of letters, give another text than they show.
        var differs = !string.Equals(meant, string.Concat(runs.Select(run => run.Glyphs.Text)), StringComparison.Ordinal);
        if (differs)
            page.BeginReadAs(meant);
        var x = at.X;
        foreach (var (face, glyphs) in runs.Where(run => run.Glyphs.Ids.Length > 0))
        {
            page.Glyphs(face, glyphs, new SKPoint(x, at.Y), style.Size, style.Colour);
            x += glyphs.Width;
        }

        if (differs)
            page.End();
        return x - at.X;
    }

    /// <summary>A text without its marks of direction, which no reader needs.</summary>
    static string Spoken(string text) =>
        string.Concat(text.Where(letter => !char.IsControl(letter) && letter is not (BidiText.IsolateStart or BidiText.IsolateEnd)));

    /// <summary>
    /// Breaks a text into lines no wider than a width: between words, and between the letters of what has no blanks. A line that a word
    /// follows ends with a blank, so that readers of the file do not join the two words.
    /// </summary>
    public IEnumerable<string> Wrap(string text, float width, PdfStyle style)
    {
        var line = new StringBuilder();
        foreach (var (index, paragraph) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (index > 0)
            {
                yield return $"{line} ";
                line.Clear();
            }

            foreach (var word in paragraph.Split(' ').SelectMany(word => Pieces(word, width, style)))
            {
                var longer = line.Length == 0 ? word.Text : line + (word.Joined ? "" : " ") + word.Text;
                if (line.Length > 0 && Measure(longer, style) > width)
                {
                    yield return word.Joined ? line.ToString() : $"{line} ";
                    longer = word.Text;
                }

                line.Clear().Append(longer);
            }
        }

        yield return line.ToString();
    }

    public void Dispose()
    {
        faces.ForEach(face => face.Dispose());
        bold.Dispose();
    }

    IEnumerable<(string Text, bool Joined)> Pieces(string word, float width, PdfStyle style)
    {
        if (Measure(word, style) <= width)
            return [(word, false)];
        return word.EnumerateRunes().Select((rune, index) => (rune.ToString(), index > 0));
    }

    /// <summary>The runs of a line from left to right.</summary>
    internal IEnumerable<(PdfFace Face, string Text)> Runs(string text, PdfStyle style)
    {
        foreach (var (part, rightToLeft) in BidiLine.Order(text, RightToLeft))
        {
            if (!rightToLeft)
            {
                foreach (var run in FontRuns(part, style))
                    yield return run;
                continue;
            }

            // HarfBuzz reverses letters. Characters without a direction are reversed here.
            foreach (var (face, run) in FontRuns(part, style).Reverse())
                yield return (face, run.EnumerateRunes().Any(Rune.IsLetter) ? run : Mirror(run));
        }
    }

    static string Mirror(string text) => string.Concat(text.EnumerateRunes().Reverse().Select(Mirror));

    static Rune Mirror(Rune rune) =>
        Brackets.IndexOf((char)rune.Value, StringComparison.Ordinal) is var place and >= 0 ? new Rune(Brackets[place ^ 1]) : rune;

    IEnumerable<(PdfFace Face, string Text)> FontRuns(string text, PdfStyle style)
    {
        List<Rune> run = [];
        PdfFace? current = null;
        foreach (var rune in text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)))
        {
            // Blanks and points go with the run that they stand in.
            var face = current is not null && IsNeutral(rune) && current.Has(rune) ? current : FaceOf(rune, style);
            if (current is not null && face != current)
            {
                foreach (var part in Ended(current, run, style))
                    yield return part;
                run.Clear();
            }

            current = face;
            run.Add(rune);
        }

        if (current is not null)
            foreach (var part in Ended(current, run, style))
                yield return part;
    }

    /// <summary>A run that has ended. Neutral characters at its end take the direction of the text around it, or they would move to the
    /// wrong side of Arabic.</summary>
    IEnumerable<(PdfFace Face, string Text)> Ended(PdfFace face, List<Rune> run, PdfStyle style)
    {
        var core = face == faces[0] || face == bold ? run.Count : run.FindLastIndex(rune => !IsNeutral(rune)) + 1;
        if (core > 0)
            yield return (face, string.Concat(run.Take(core)));
        var around = style.Bold ? bold : faces[0];
        // A mark of its own script, such as the Arabic comma, stays in its font.
        foreach (var rune in run.Skip(core))
            yield return (around.Has(rune) ? around : face, rune.ToString());
    }

    static bool IsNeutral(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune);

    PdfFace FaceOf(Rune rune, PdfStyle style) => style.Bold && bold.Has(rune) ? bold : faces.Find(face => face.Has(rune)) ?? faces[0];
}

/// <summary>How a text is set.</summary>
/// <param name="Size">Points.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Bold">Bold where the font has one.</param>
/// <param name="Tag">Its type in the structure tree.</param>
internal readonly record struct PdfStyle(float Size, SKColor Colour, bool Bold = false, string Tag = "P")
{
    static readonly SKColor Ink = new(0x1B, 0x26, 0x2C);
    static readonly SKColor Grey = new(0x55, 0x63, 0x6B);

    public static PdfStyle Title => new(20, Ink, Bold: true, "H1");

    public static PdfStyle Heading => new(13, Ink, Bold: true, "H2");

    public static PdfStyle Strong => new(10, Ink, Bold: true);

    public static PdfStyle Body => new(10, Ink);

    public static PdfStyle Small => new(8.5f, Grey);

    public float LineHeight => Size * 1.45f;
}
