using System.Xml.Linq;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Files.Pdf;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Tests.Support;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>A report can be read by a screen reader: PDF/UA-1, ISO 14289-1.</summary>
public sealed class TaggedPdfTests
{
    static readonly FontStore Fonts = new(new ProctoringPaths(TestFolders.Models, TestFolders.Models));
    static readonly DateTime At = new(2026, 11, 29, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_structure_tree_has_the_elements_in_reading_order()
    {
        using var pdf = PdfDocument.Open(Written("en", "An exam"));

        var tree = PdfStructure.Of(pdf);

        Assert.Equal("Document", tree.Type);
        Assert.Equal(["H1", "P", "Table", "H2", "Table", "H3", "P", "Figure"], tree.Kids.Select(kid => kid.Type));
        Assert.Equal("An exam", tree.Kids[0].Text);
        Assert.Equal("High 1. Two faces", tree.Kids[5].Text);
        Assert.Equal("Picture 1", tree.Kids[7].Alternative);
        var facts = tree.Kids[2].Kids.Select(row => row.Kids.Select(cell => (cell.Type, cell.Scope, cell.Text))).ToList();
        Assert.Equal([("TH", "Row", "Student"), ("TD", null, "Ada")], facts[0]);
        Assert.Equal([("TH", "Row", "Session"), ("TD", null, "42")], facts[1]);
        var flags = tree.Kids[4].Kids;
        Assert.All(flags[0].Kids, head => Assert.Equal(("TH", "Column"), (head.Type, head.Scope)));
        Assert.All(flags[1].Kids, cell => Assert.Equal("TD", cell.Type));
    }

    [Fact]
    public void A_line_that_is_wrapped_or_cut_is_read_whole()
    {
        using var pdf = PdfDocument.Open(Written("en", "An exam"));

        var tree = PdfStructure.Of(pdf);

        Assert.Equal(Long, tree.Kids[1].Text);
        Assert.Equal(Long, tree.Kids[4].Kids[1].Kids[1].Text);
        Assert.DoesNotContain(pdf.GetPages(), page => PdfStructure.Unmarked(page) != 0);
        Assert.Contains("Page 1 of", string.Concat(pdf.GetPage(1).Letters.Select(letter => letter.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain(tree.All, element => element.Text.Contains("Page 1 of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ar", "امتحان محمد (2026) A1")]
    [InlineData("hi", "परीक्षा प्रिया क्षत्रिय")]
    [InlineData("en", "office flow 李小龍 김민수 Ελένη محمد")]
    [InlineData("en", "a letter \U0001F984 that no font has")]
    public void A_text_is_read_in_its_own_order_and_letters(string code, string text)
    {
        using var pdf = PdfDocument.Open(Written(code, text));

        Assert.Equal(text, PdfStructure.Of(pdf).Kids[0].Text);
    }

    [Fact]
    public void The_file_names_its_language_title_and_standard()
    {
        using var pdf = PdfDocument.Open(Written("de", "Prüfung"));
        var catalog = pdf.Structure.Catalog.CatalogDictionary;

        Assert.Equal("de", Assert.IsType<StringToken>(catalog.Data["Lang"]).Data);
        Assert.True(((BooleanToken)PdfStructure.Dictionary(pdf, catalog, "MarkInfo").Data["Marked"]).Data);
        Assert.True(((BooleanToken)PdfStructure.Dictionary(pdf, catalog, "ViewerPreferences").Data["DisplayDocTitle"]).Data);
        Assert.Equal("Bericht <& Łukasz", pdf.Information.Title);
        Assert.True(pdf.TryGetXmpMetadata(out var xmp));
        // PdfPig's own reading takes the bytes for Latin-1.
        using var bytes = new MemoryStream(xmp!.GetXmlBytes().ToArray());
        var names = XDocument.Load(bytes).Descendants().ToLookup(node => node.Name.ToString(), node => node.Value);
        Assert.Equal("1", Assert.Single(names["{http://www.aiim.org/pdfua/ns/id/}part"]));
        Assert.Equal("Bericht <& Łukasz", Assert.Single(names["{http://purl.org/dc/elements/1.1/}title"]));
    }

    [Fact]
    public void Every_font_is_embedded_and_gives_its_text()
    {
        using var pdf = PdfDocument.Open(Written("en", "Łukasz محمد 李小龍"));
        var resources = PdfStructure.Dictionary(pdf, pdf.GetPage(1).Dictionary, "Resources");

        var fonts = PdfStructure.Dictionary(pdf, resources, "Font");

        Assert.Equal(4, fonts.Data.Count);
        Assert.All(fonts.Data.Keys, name => Assert.Contains("ToUnicode", PdfStructure.Dictionary(pdf, fonts, name).Data.Keys));
        Assert.All(pdf.GetPages().SelectMany(page => page.Letters), letter => Assert.NotEqual("", letter.Value));
    }

    [Fact]
    public void A_cell_that_is_cut_may_contain_anything()
    {
        var (name, reason) = (new string('…', 60), string.Join(' ', Enumerable.Repeat("word", 2000)));
        using var spoken = new SpeakIn("en");
        using var fonts = new PdfFonts(Fonts.Files);
        var sheet = new PdfLayout(fonts);
        sheet.Table(["Name", "Reason"], [80, 120], [[name, reason]], PdfStyle.Body);
        using var pdf = PdfDocument.Open(sheet.Finish("A report", "Foot", At));

        var row = PdfStructure.Of(pdf).Kids[0].Kids[1];

        Assert.Equal([name, reason], row.Kids.Select(cell => cell.Text));
    }

    [Fact]
    public void A_table_repeats_its_headers_on_each_page_for_the_eye_only()
    {
        using var spoken = new SpeakIn("en");
        using var fonts = new PdfFonts(Fonts.Files);
        var sheet = new PdfLayout(fonts);
        // The headers would fit at the end of the first page, the first row would not.
        sheet.Keep(1);
        sheet.Space(710);
        sheet.Table(["Number", "Flag"], [80, 120], Enumerable.Range(1, 100).Select(row => new[] { $"{row}", "Phone" }), PdfStyle.Body);
        using var pdf = PdfDocument.Open(sheet.Finish("A report", "Foot", At));

        var rows = PdfStructure.Of(pdf).Kids[0].Kids;
        var headers = pdf.GetPages().Select(page => (Read: Count(page, artifact: false), Shown: Count(page, artifact: true)));

        Assert.Equal(["Number", "Flag"], rows[0].Kids.Select(cell => cell.Text));
        Assert.Equal(Enumerable.Range(1, 100).Select(row => $"{row}"), rows.Skip(1).Select(row => row.Kids[0].Text));
        Assert.All(rows.Skip(1).SelectMany(row => row.Kids), cell => Assert.Equal("TD", cell.Type));
        Assert.Equal([(0, 0), (1, 0), (0, 1), (0, 1)], headers);
        Assert.DoesNotContain(pdf.GetPages(), page => PdfStructure.Unmarked(page) != 0);

        static int Count(Page page, bool artifact) =>
            page.GetMarkedContents()
                .Count(piece => piece.IsArtifact == artifact && string.Concat(piece.Letters.Select(letter => letter.Value)) == "Number");
    }

    const string Long =
        "A sentence that is longer than the line of a page and therefore has to be broken between two of its words, "
        + "or cut if it stands in the cell of a table.";

    static byte[] Written(string code, string title)
    {
        using var spoken = new SpeakIn(code);
        using var fonts = new PdfFonts(Fonts.Files) { RightToLeft = Language.Current.RightToLeft };
        var sheet = new PdfLayout(fonts);
        sheet.Text(title, PdfStyle.Title);
        sheet.Rule();
        sheet.Text(Long, PdfStyle.Body);
        sheet.Row("Student", "Ada");
        sheet.Row("Session", "42");
        sheet.Text("Flags", PdfStyle.Heading);
        sheet.Table(["Number", "Flag"], [80, 120], [["1", Long]], PdfStyle.Body);
        sheet.Flag(Severity.High, "1. Two faces");
        sheet.Text("Seen for 3 s", PdfStyle.Small);
        sheet.Pictures([new PdfFigure(new PdfPicture(TestFaces.Both, 640, 480), "Picture 1", [])], 72, null);
        return sheet.Finish("Bericht <& Łukasz", "Foot", At);
    }
}
