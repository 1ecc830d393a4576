using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>Pictures, the timeline and the marks of severities.</summary>
internal sealed partial class PdfLayout
{
    static readonly SKColor Mark = new(0xE0, 0x5A, 0x00);

    /// <summary>A severity as shape, word and colour, then a title.</summary>
    public void Flag(Severity severity, string title)
    {
        var style = PdfStyle.Heading with { Size = 12 };
        Keep(style.LineHeight);
        y += style.LineHeight;
        var colour = ColourOf(severity);
        var baseline = y - (style.LineHeight * 0.28f);
        Page.BeginArtifact();
        Shape(severity, Start(0, 10), baseline, colour);
        Page.End();
        var x = 16f;
        Page.Begin(Add(new PdfTag("H3")));
        x += Place($"{L[$"Severity_{severity}"]} ", x, baseline, PdfStyle.Strong with { Colour = colour }) + 7;
        Place(title, x, baseline, style);
        Page.End();
    }

    /// <summary>A picture at the end of the lines that follow, with a caption under it. It moves nothing; the caller reserves its
    /// width.</summary>
    public void Corner(PdfPicture picture, string caption, float width)
    {
        var height = width * picture.Height / picture.Width;
        Figure(caption, SKRect.Create(Start(TextWidth - width, width), y, width, height), area =>
        {
            Page.Picture(picture, area);
            var line = area.Bottom + PdfStyle.Small.LineHeight;
            foreach (var part in fonts.Wrap(caption, width, PdfStyle.Small))
            {
                Place(part, TextWidth - width, line - (PdfStyle.Small.LineHeight * 0.28f), PdfStyle.Small);
                line += PdfStyle.Small.LineHeight;
            }
        });
    }

    /// <summary>Pictures beside each other in one row, at the end the screen.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="height">The greatest height of all, in points.</param>
    /// <param name="screen">The picture of the screen; null for none.</param>
    public void Pictures(IReadOnlyList<PdfFigure> pictures, float height, PdfFigure? screen)
    {
        const float gap = 4;
        if (pictures.Count == 0 && screen is null)
            return;
        // Several monitors side by side are one very wide picture; the camera's pictures keep most of the row.
        var screenWidth = screen is null ? 0 : Math.Min(height * screen.Picture.Width / screen.Picture.Height, TextWidth / 3);
        var screenHeight = screen is null ? 0 : screenWidth * screen.Picture.Height / screen.Picture.Width;
        var left = TextWidth - (screen is null ? 0 : screenWidth + gap);
        var widest = (left - (gap * (pictures.Count - 1))) / Math.Max(1, pictures.Count);
        height = pictures
            .Select(figure => Math.Min(height, widest * figure.Picture.Height / figure.Picture.Width))
            .DefaultIfEmpty(0)
            .Min();
        var row = Math.Max(height, screenHeight);
        Keep(row + 6);
        y += 2;
        var distance = 0f;
        foreach (var figure in pictures)
        {
            var width = height * figure.Picture.Width / figure.Picture.Height;
            Draw(figure, SKRect.Create(Start(distance, width), y, width, height));
            distance += width + gap;
        }

        if (screen is not null)
            Draw(screen, SKRect.Create(Start(distance, screenWidth), y, screenWidth, screenHeight));
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
        var height = (4 * lane) + PdfStyle.Small.LineHeight;
        Keep(height + 8);
        y += 4;
        string alternative = L["Pdf_TimelineAlternative", begin, end, DisplayText.Number(flags.Count), DisplayText.Number(gaps.Count)];
        Figure(alternative, SKRect.Create(Margin, y, TextWidth, height), area =>
        {
            Page.Fill(SKRect.Create(Margin, y, TextWidth, 4 * lane), Tint);
            foreach (var (severity, from, to) in flags)
                DrawSpan(from, to, (2 - (int)severity) * lane, ColourOf(severity));
            foreach (var (from, to) in gaps)
                DrawSpan(from, to, 3 * lane, Line);
            var right = area.Right - fonts.Measure(end, PdfStyle.Small);
            fonts.Draw(Page, $"{begin} ", new SKPoint(Margin, area.Bottom - 3), PdfStyle.Small);
            fonts.Draw(Page, end, new SKPoint(right, area.Bottom - 3), PdfStyle.Small);
        });
        y += height + 4;

        void DrawSpan(double from, double to, float top, SKColor colour)
        {
            var width = Math.Max(1.5f, (float)(to - from) * TextWidth);
            Page.Fill(SKRect.Create(Margin + ((float)from * TextWidth), y + top + 1, width, lane - 2), colour);
        }
    }

    void Draw(PdfFigure figure, SKRect area) =>
        Figure(figure.Alternative, area, _ =>
        {
            Page.Picture(figure.Picture, area);
            foreach (var box in figure.Boxes)
                Page.Frame(
                    SKRect.Create(
                        area.Left + ((float)box.X * area.Width),
                        area.Top + ((float)box.Y * area.Height),
                        (float)box.Width * area.Width,
                        (float)box.Height * area.Height
                    ),
                    Mark,
                    1.5f
                );
        });

    void Figure(string alternative, SKRect area, Action<SKRect> draw)
    {
        var figure = Add(new PdfTag("Figure") { Alternative = alternative, Area = Page.FromBottom(area) });
        Page.Begin(figure);
        draw(area);
        Page.End();
    }

    static SKColor ColourOf(Severity severity) =>
        severity switch
        {
            Severity.High => new SKColor(0xB3, 0x26, 0x1E),
            Severity.Medium => new SKColor(0x8A, 0x5A, 0x00),
            _ => new SKColor(0x4A, 0x5B, 0x6B),
        };

    void Shape(Severity severity, float x, float baseline, SKColor colour)
    {
        switch (severity)
        {
            case Severity.High:
                Page.Fill([new SKPoint(x, baseline), new SKPoint(x + 5, baseline - 9), new SKPoint(x + 10, baseline)], colour);
                break;
            case Severity.Medium:
                Page.Fill(
                    [
                        new SKPoint(x, baseline - 4.5f),
                        new SKPoint(x + 5, baseline - 9.5f),
                        new SKPoint(x + 10, baseline - 4.5f),
                        new SKPoint(x + 5, baseline + 0.5f),
                    ],
                    colour
                );
                break;
            default:
                Page.FillRound(SKRect.Create(x + 1, baseline - 8.5f, 8, 8), 4, colour);
                break;
        }
    }
}

/// <summary>A picture as a report shows it.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Alternative">The text that stands for it.</param>
/// <param name="Boxes">The areas to mark, as shares of its size.</param>
internal sealed record PdfFigure(PdfPicture Picture, string Alternative, IReadOnlyList<Box> Boxes);
