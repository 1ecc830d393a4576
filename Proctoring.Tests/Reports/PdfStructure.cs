using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace Proctoring.Tests.Reports;

/// <summary>An element of a PDF's structure tree as a screen reader gets it.</summary>
/// <param name="Type">Its structure type.</param>
/// <param name="Text">The text of its own content.</param>
/// <param name="Alternative">The text that stands for a picture; null without one.</param>
/// <param name="Scope">The scope of a table header; null for other elements.</param>
/// <param name="Kids">The elements below, in reading order.</param>
internal sealed record PdfStructure(string Type, string Text, string? Alternative, string? Scope, IReadOnlyList<PdfStructure> Kids)
{
    /// <summary>This element and all below it, in reading order.</summary>
    public IEnumerable<PdfStructure> All => Kids.SelectMany(kid => kid.All).Prepend(this);

    /// <summary>The structure tree of a file.</summary>
    public static PdfStructure Of(PdfDocument pdf)
    {
        var pages = new Dictionary<long, Page>();
        var tree = Dictionary(pdf, pdf.Structure.Catalog.CatalogDictionary, "Pages");
        foreach (var (index, kid) in Array(pdf, tree, "Kids").Index())
            pages[((IndirectReferenceToken)kid).Data.ObjectNumber] = pdf.GetPage(index + 1);
        var root = Dictionary(pdf, pdf.Structure.Catalog.CatalogDictionary, "StructTreeRoot");
        return Read(pdf, (DictionaryToken)Value(pdf, root.Data["K"]), pages);
    }

    /// <summary>The content of a page that is neither in the structure tree nor an artifact: the number of its letters.</summary>
    public static int Unmarked(Page page) =>
        page.Letters.Count - page.GetMarkedContents().Where(piece => piece.IsArtifact || piece.MarkedContentIdentifier >= 0).Sum(Letters);

    public static DictionaryToken Dictionary(PdfDocument pdf, DictionaryToken holder, string key) =>
        (DictionaryToken)Value(pdf, holder.Data[key]);

    static PdfStructure Read(PdfDocument pdf, DictionaryToken element, Dictionary<long, Page> pages)
    {
        List<PdfStructure> kids = [];
        var text = "";
        foreach (var token in Array(pdf, element, "K"))
        {
            var kid = (DictionaryToken)Value(pdf, token);
            if (kid.Data.TryGetValue("MCID", out var mark))
            {
                var page = pages[((IndirectReferenceToken)kid.Data["Pg"]).Data.ObjectNumber];
                var piece = page.GetMarkedContents().Single(one => one.MarkedContentIdentifier == ((NumericToken)mark).Int);
                text += Spoken(piece);
            }
            else
                kids.Add(Read(pdf, kid, pages));
        }

        var scope = element.Data.TryGetValue("A", out var attributes)
            && ((DictionaryToken)Value(pdf, attributes)).Data.TryGetValue("Scope", out var found)
            ? ((NameToken)found).Data
            : null;
        return new PdfStructure(((NameToken)element.Data["S"]).Data, text, StringOf(element, "Alt"), scope, kids);
    }

    /// <summary>PdfPig gives the letters of a piece apart from those of the pieces in it.</summary>
    static string Spoken(MarkedContentElement piece) =>
        string.Concat(piece.Letters.Select(letter => letter.Value)) + string.Concat(piece.Children.Select(child => child.ActualText));

    static int Letters(MarkedContentElement piece) => piece.Letters.Count + piece.Children.Sum(Letters);

    static string? StringOf(DictionaryToken element, string key) =>
        element.Data.TryGetValue(key, out var token)
            ? token switch
            {
                HexToken hex => hex.Data,
                StringToken text => text.Data,
                _ => null,
            }
            : null;

    static IReadOnlyList<IToken> Array(PdfDocument pdf, DictionaryToken holder, string key) =>
        ((ArrayToken)Value(pdf, holder.Data[key])).Data;

    static IToken Value(PdfDocument pdf, IToken token) =>
        token is IndirectReferenceToken reference ? pdf.Structure.GetObject(reference.Data).Data : token;
}
