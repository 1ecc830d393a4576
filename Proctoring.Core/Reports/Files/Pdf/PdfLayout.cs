using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>Pages of A4 that fill from top to bottom; what does not fit goes to the next. The feet are written last, when the number of
/// pages is known.</summary>
internal sealed class PdfLayout(PdfFonts fonts) : IDisposable
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    const float Width = 595;
    const float Height = 842;
    const float Margin = 48;
    const float Bottom = Height - 64;

    static readonly SKColor Line = new(0xD5, 0xDC, 0xDF);
    static readonly SKColor Tint = new(0xEE, 0xF4, 0xF4);
    static readonly SKColor Mark = new(0xE0, 0x5A, 0x00);

    readonly List<SKPicture> pages = [];
    SKPictureRecorder? recorder;
    float y;

    /// <summary>The width between the margins, in points.</summary>
    public static float TextWidth => Width - (2 * Margin);

    /// <summary>The width at the end of lines that text leaves free for a picture beside it, in points.</summary>
    public float Reserved { get; set; }

    SKCanvas Canvas => recorder!.RecordingCanvas;

    /// <summary>Begins a new page where less than this height is left.</summary>
    public void Keep(float height)
    {
        if (recorder is not null && y + height <= Bottom)
            return;
        EndPage();
        recorder = new SKPictureRecorder();
        recorder.BeginRecording(SKRect.Create(Width, Height));
        y = Margin;
    }

    public void Space(float height) => y += height;

    /// <summary>A paragraph.</summary>
    public void Text(string text, PdfStyle style, float indent = 0)
    {
        foreach (var line in fonts.Wrap(text, TextWidth - indent - Reserved, style))
        {
            Keep(style.LineHeight);
            y += style.LineHeight;
            Place(Canvas, line, indent, y - (style.LineHeight * 0.28f), style);
        }
    }

    /// <summary>A name and its value, the values below each other.</summary>
    public void Row(string name, string value, float nameWidth = 130)
    {
        Keep(PdfStyle.Body.LineHeight);
        Place(Canvas, name, 0, y + (PdfStyle.Body.LineHeight * 0.72f), PdfStyle.Small with { Size = 9.5f });
        Text(value, PdfStyle.Body, nameWidth);
    }

    /// <summary>Cells beside each other, each cut to its width.</summary>
    public void Cells(IReadOnlyList<(string Text, float Width)> cells, PdfStyle style)
    {
        Keep(style.LineHeight + 3);
        y += style.LineHeight;
        var x = 0f;
        foreach (var (text, width) in cells)
        {
            var shown = Cut(text, width - 6, style);
            Place(Canvas, shown, x, y - (style.LineHeight * 0.28f), style);
            x += width;
        }

        y += 3;
    }

    public void Rule()
    {
        Keep(10);
        using var paint = new SKPaint { Color = Line, StrokeWidth = 0.75f };
        Canvas.DrawLine(Margin, y + 5, Width - Margin, y + 5, paint);
        y += 10;
    }

    /// <summary>Lines in a tinted box.</summary>
    public void Box(string heading, IReadOnlyList<string> lines)
    {
        var wrapped = lines.SelectMany(line => fonts.Wrap(line, TextWidth - 24, PdfStyle.Body)).ToList();
        var height = PdfStyle.Heading.LineHeight + (wrapped.Count * PdfStyle.Body.LineHeight) + 20;
        Keep(height);
        using var paint = new SKPaint { Color = Tint };
        Canvas.DrawRoundRect(Margin, y, TextWidth, height, 6, 6, paint);
        y += 10;
        Text(heading, PdfStyle.Heading, 12);
        foreach (var line in wrapped)
            Text(line, PdfStyle.Body, 12);
        y += 10;
    }

    /// <summary>A severity as shape, word and colour, then a title.</summary>
    public void Flag(Severity severity, string title)
    {
        var style = PdfStyle.Heading with { Size = 12 };
        Keep(style.LineHeight);
        y += style.LineHeight;
        var colour = ColourOf(severity);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        var baseline = y - (style.LineHeight * 0.28f);
        using (var shape = Shape(severity, Start(0, 10), baseline))
            Canvas.DrawPath(shape, paint);
        var x = 16f;
        x += Place(Canvas, L[$"Severity_{severity}"], x, baseline, PdfStyle.Strong with { Colour = colour }) + 10;
        Place(Canvas, title, x, baseline, style);
    }

    /// <summary>A picture at the end of the lines that follow, with a caption under it. It moves nothing; the caller reserves its
    /// width.</summary>
    public void Corner(SKImage image, string caption, float width)
    {
        var height = width * image.Height / image.Width;
        Draw(image, [], Start(TextWidth - width, width), y, width, height);
        var line = y + height + PdfStyle.Small.LineHeight;
        foreach (var part in fonts.Wrap(caption, width, PdfStyle.Small))
        {
            Place(Canvas, part, TextWidth - width, line - (PdfStyle.Small.LineHeight * 0.28f), PdfStyle.Small);
            line += PdfStyle.Small.LineHeight;
        }
    }

    /// <summary>Pictures beside each other in one row, at the end the screen.</summary>
    /// <param name="pictures">The pictures with their boxes.</param>
    /// <param name="height">The greatest height of all, in points.</param>
    /// <param name="screen">The picture of the screen; null for none.</param>
    public void Pictures(IReadOnlyList<(SKImage Image, IReadOnlyList<Box> Boxes)> pictures, float height, SKImage? screen)
    {
        const float gap = 4;
        if (pictures.Count == 0 && screen is null)
            return;
        // Several monitors side by side are one very wide picture; the camera's pictures keep most of the row.
        var screenWidth = screen is null ? 0 : Math.Min(height * screen.Width / screen.Height, TextWidth / 3);
        var screenHeight = screen is null ? 0 : screenWidth * screen.Height / screen.Width;
        var left = TextWidth - (screen is null ? 0 : screenWidth + gap);
        var widest = (left - (gap * (pictures.Count - 1))) / Math.Max(1, pictures.Count);
        height = pictures
            .Select(picture => Math.Min(height, widest * picture.Image.Height / picture.Image.Width))
            .DefaultIfEmpty(0)
            .Min();
        var row = Math.Max(height, screenHeight);
        Keep(row + 6);
        y += 2;
        var distance = 0f;
        foreach (var (image, boxes) in pictures)
        {
            var width = height * image.Width / image.Height;
            Draw(image, boxes, Start(distance, width), y, width, height);
            distance += width + gap;
        }

        if (screen is not null)
            Draw(screen, [], Start(distance, screenWidth), y, screenWidth, screenHeight);
        y += row + 4;
    }

    /// <summary>Spans of flags over the time of a session, one line for each severity, and the gaps below them. Time runs from left to
    /// right in every language.</summary>
    public void Timeline(
        IReadOnlyList<(Severity Severity, double From, double To)> flags,
        IReadOnlyList<(double From, double To)> gaps,
        string begin,
        string end
    )
    {
        const float lane = 9;
        Keep((4 * lane) + PdfStyle.Small.LineHeight + 8);
        y += 4;
        using var ground = new SKPaint { Color = Tint };
        Canvas.DrawRect(Margin, y, TextWidth, 4 * lane, ground);
        foreach (var (severity, from, to) in flags)
        {
            using var paint = new SKPaint { Color = ColourOf(severity) };
            DrawSpan(from, to, (2 - (int)severity) * lane, paint);
        }

        using var grey = new SKPaint { Color = Line };
        foreach (var (from, to) in gaps)
            DrawSpan(from, to, 3 * lane, grey);
        y += (4 * lane) + PdfStyle.Small.LineHeight;
        fonts.Draw(Canvas, begin, Margin, y - 3, PdfStyle.Small);
        fonts.Draw(Canvas, end, Width - Margin - fonts.Measure(end, PdfStyle.Small), y - 3, PdfStyle.Small);
        y += 4;

        void DrawSpan(double from, double to, float top, SKPaint paint) =>
            Canvas.DrawRect(
                Margin + ((float)from * TextWidth),
                y + top + 1,
                Math.Max(1.5f, (float)(to - from) * TextWidth),
                lane - 2,
                paint
            );
    }

    void Draw(SKImage image, IReadOnlyList<Box> boxes, float left, float top, float width, float height)
    {
        Canvas.DrawImage(image, SKRect.Create(left, top, width, height), new SKSamplingOptions(SKFilterMode.Linear));
        using var paint = new SKPaint
        {
            Color = Mark,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 1.5f,
            IsAntialias = true,
        };
        foreach (var box in boxes)
            Canvas.DrawRect(
                SKRect.Create(
                    left + ((float)box.X * width),
                    top + ((float)box.Y * height),
                    (float)box.Width * width,
                    (float)box.Height * height
                ),
                paint
            );
    }

    /// <summary>The finished document.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="foot">The text at the start of each foot; the page's number stands at its end.</param>
    /// <param name="at">The time that it is dated with, so that the same content gives the same bytes.</param>
    public byte[] Finish(string title, string foot, DateTime at)
    {
        EndPage();
        using var bytes = new MemoryStream();
        using (
            var document = SKDocument.CreatePdf(
                bytes,
                new SKDocumentPdfMetadata
                {
                    Title = title,
                    Creator = "JobGenie Proctoring",
                    Creation = at,
                    Modified = at,
                }
            )
        )
        {
            for (var number = 1; number <= pages.Count; number++)
            {
                var canvas = document.BeginPage(Width, Height);
                canvas.DrawPicture(pages[number - 1]);
                string page = L["Pdf_Page", number, pages.Count];
                var left = TextWidth - fonts.Measure(page, PdfStyle.Small) - 16;
                Place(canvas, Cut(foot, left, PdfStyle.Small), 0, Height - 32, PdfStyle.Small);
                Place(canvas, page, TextWidth - fonts.Measure(page, PdfStyle.Small), Height - 32, PdfStyle.Small);
                document.EndPage();
            }

            document.Close();
        }

        return bytes.ToArray();
    }

    public void Dispose()
    {
        recorder?.Dispose();
        pages.ForEach(page => page.Dispose());
    }

    /// <summary>Shortens a text to a width, with an ellipsis.</summary>
    string Cut(string text, float width, PdfStyle style)
    {
        while (text.Length > 1 && fonts.Measure(text, style) > width)
            text = text.TrimEnd('…')[..^1] is { Length: > 0 } cut
                ? string.Concat(cut.AsSpan(0, cut.Length - (char.IsHighSurrogate(cut[^1]) ? 1 : 0)), "…")
                : "";
        return text;
    }

    /// <summary>Draws a text at a distance from the margin at which lines begin, and returns its width.</summary>
    float Place(SKCanvas canvas, string text, float distance, float baseline, PdfStyle style) =>
        fonts.Draw(canvas, text, Start(distance, fonts.RightToLeft ? fonts.Measure(text, style) : 0), baseline, style);

    /// <summary>The left edge of something at a distance from the margin at which lines begin.</summary>
    float Start(float distance, float width) => fonts.RightToLeft ? Width - Margin - distance - width : Margin + distance;

    void EndPage()
    {
        if (recorder is null)
            return;
        pages.Add(recorder.EndRecording());
        recorder.Dispose();
        recorder = null;
    }

    static SKColor ColourOf(Severity severity) =>
        severity switch
        {
            Severity.High => new SKColor(0xB3, 0x26, 0x1E),
            Severity.Medium => new SKColor(0x8A, 0x5A, 0x00),
            _ => new SKColor(0x4A, 0x5B, 0x6B),
        };

    static SKPath Shape(Severity severity, float x, float baseline)
    {
        using var builder = new SKPathBuilder();
        switch (severity)
        {
            case Severity.High:
                builder.AddPoly([new SKPoint(x, baseline), new SKPoint(x + 5, baseline - 9), new SKPoint(x + 10, baseline)], true);
                break;
            case Severity.Medium:
                builder.AddPoly(
                    [
                        new SKPoint(x, baseline - 4.5f),
                        new SKPoint(x + 5, baseline - 9.5f),
                        new SKPoint(x + 10, baseline - 4.5f),
                        new SKPoint(x + 5, baseline + 0.5f),
                    ],
                    true
                );
                break;
            default:
                builder.AddCircle(x + 5, baseline - 4.5f, 4);
                break;
        }

        return builder.Detach();
    }
}
