using System.Text;
using AngleSharp.Dom;

namespace Proctoring.Core.Authoring.Texts;

/// <summary>Turns formulas of presentation MathML into LaTeX, which the exam's pages draw.</summary>
internal static class MathMl
{
    const int MostDepth = 40;

    static readonly HashSet<string> Functions =
    [
        "arccos",
        "arcsin",
        "arctan",
        "cos",
        "cosh",
        "cot",
        "det",
        "dim",
        "exp",
        "gcd",
        "inf",
        "lim",
        "ln",
        "log",
        "max",
        "min",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
    ];

    /// <summary>Limits of these stand below and above them.</summary>
    static readonly HashSet<string> Large = ["\\sum ", "\\prod ", "\\int ", "\\lim ", "\\max ", "\\min ", "\\sup ", "\\inf "];

    static readonly Dictionary<string, string> Accents = new()
    {
        ["¯"] = "\\overline",
        ["‾"] = "\\overline",
        ["^"] = "\\hat",
        ["ˆ"] = "\\hat",
        ["~"] = "\\tilde",
        ["→"] = "\\vec",
        ["˙"] = "\\dot",
        ["¨"] = "\\ddot",
    };

    static readonly Dictionary<char, string> Signs = new()
    {
        ['×'] = "\\times ",
        ['÷'] = "\\div ",
        ['±'] = "\\pm ",
        ['·'] = "\\cdot ",
        ['⋅'] = "\\cdot ",
        ['≤'] = "\\le ",
        ['≥'] = "\\ge ",
        ['≠'] = "\\ne ",
        ['≈'] = "\\approx ",
        ['≡'] = "\\equiv ",
        ['∞'] = "\\infty ",
        ['∑'] = "\\sum ",
        ['∏'] = "\\prod ",
        ['∫'] = "\\int ",
        ['∂'] = "\\partial ",
        ['∇'] = "\\nabla ",
        ['→'] = "\\to ",
        ['⇒'] = "\\Rightarrow ",
        ['⇔'] = "\\Leftrightarrow ",
        ['∈'] = "\\in ",
        ['∉'] = "\\notin ",
        ['⊂'] = "\\subset ",
        ['⊆'] = "\\subseteq ",
        ['∪'] = "\\cup ",
        ['∩'] = "\\cap ",
        ['∀'] = "\\forall ",
        ['∃'] = "\\exists ",
        ['…'] = "\\dots ",
        ['°'] = "^{\\circ}",
        ['−'] = "-",
        ['′'] = "'",
        // Invisible: function application, multiplication, separator and addition.
        ['\u2061'] = "",
        ['\u2062'] = "",
        ['\u2063'] = "",
        ['\u2064'] = "",
    };

    /// <summary>Returns the formula between \( and \), or \[ and \] if it stands in a line of its own; null if a part of it is not
    /// supported.</summary>
    /// <param name="math">The element "math".</param>
    public static string? ToLatex(IElement math)
    {
        var source = math.QuerySelectorAll("annotation")
            .FirstOrDefault(annotation => annotation.GetAttribute("encoding") is "application/x-tex" or "LaTeX");
        var latex = source?.TextContent.Trim() ?? Row(math, 0)?.Trim();
        // Would end the formula too early.
        if (string.IsNullOrEmpty(latex) || latex.AsSpan().IndexOf(@"\)") >= 0 || latex.AsSpan().IndexOf(@"\]") >= 0)
            return null;
        return math.GetAttribute("display") == "block" ? $"\\[{latex}\\]" : $"\\({latex}\\)";
    }

    static string? Row(IElement element, int depth) => Join(element.Children, "", depth);

    static string? Join(IEnumerable<IElement> elements, string separator, int depth)
    {
        List<string> parts = [];
        foreach (var element in elements)
        {
            if (Of(element, depth + 1) is not { } part)
                return null;
            parts.Add(part);
        }

        return string.Join(separator, parts);
    }

    static string? Of(IElement element, int depth)
    {
        if (depth > MostDepth)
            return null;
        var text = element.TextContent.Trim();
        return element.LocalName switch
        {
            "mrow" or "mstyle" or "mpadded" => Row(element, depth),
            "semantics" => element.FirstElementChild is { } first ? Of(first, depth + 1) : null,
            "mi" => Functions.Contains(text) ? $"\\{text} "
            : text.Length > 1 && text.All(char.IsAsciiLetter) ? $"\\mathrm{{{text}}}"
            : Escaped(text),
            "mn" or "mo" => Functions.Contains(text) ? $"\\{text} " : Escaped(text),
            "mtext" or "ms" => text.Length == 0 ? "" : $"\\text{{{Escaped(text)}}}",
            "mspace" => "\\ ",
            "msqrt" => Row(element, depth) is { } inside ? $"\\sqrt{{{inside}}}" : null,
            "mfrac" => Two(element, depth, (top, bottom) => $"\\frac{{{top}}}{{{bottom}}}"),
            "mroot" => Two(element, depth, (inside, degree) => $"\\sqrt[{degree}]{{{inside}}}"),
            "msup" => Two(element, depth, (below, above) => $"{{{below}}}^{{{above}}}"),
            "msub" => Two(element, depth, (above, below) => $"{{{above}}}_{{{below}}}"),
            "mover" => Two(element, depth, (below, above) => Over(below, above, Accent(element))),
            "munder" => Two(element, depth, Under),
            "msubsup" or "munderover" => Three(element, depth),
            "mfenced" => Fenced(element, depth),
            "mtable" => Join(element.Children, " \\\\ ", depth) is { } rows ? $"\\begin{{matrix}}{rows}\\end{{matrix}}" : null,
            "mtr" => Join(element.Children, " & ", depth),
            "mtd" => Row(element, depth),
            _ => null,
        };
    }

    static string? Two(IElement element, int depth, Func<string, string, string> make) =>
        element.Children.Length == 2 && Of(element.Children[0], depth + 1) is { } first && Of(element.Children[1], depth + 1) is { } second
            ? make(first, second)
            : null;

    static string? Three(IElement element, int depth)
    {
        if (element.Children.Length != 3)
            return null;
        var parts = element.Children.Select(child => Of(child, depth + 1)).ToList();
        if (parts.Contains(null))
            return null;
        var above = Large.Contains(parts[0]!) ? parts[0] : $"{{{parts[0]}}}";
        return $"{above}_{{{parts[1]}}}^{{{parts[2]}}}";
    }

    static string? Accent(IElement over) => Accents.GetValueOrDefault(over.Children[1].TextContent.Trim());

    static string Over(string below, string above, string? accent) =>
        accent is not null ? $"{accent}{{{below}}}"
        : Large.Contains(below) ? $"{below}^{{{above}}}"
        : $"\\overset{{{above}}}{{{below}}}";

    static string Under(string above, string below) =>
        Large.Contains(above) ? $"{above}_{{{below}}}" : $"\\underset{{{below}}}{{{above}}}";

    static string? Fenced(IElement element, int depth)
    {
        var separator = element.GetAttribute("separators") is { } several ? several.Trim() : ",";
        return Join(element.Children, separator.Length == 0 ? "" : Escaped(separator[..1]), depth) is { } inside
            ? $"\\left{Fence(element.GetAttribute("open") ?? "(")}{inside}\\right{Fence(element.GetAttribute("close") ?? ")")}"
            : null;
    }

    static string Fence(string text) =>
        text.Trim() switch
        {
            "" => ".",
            "{" => "\\{",
            "}" => "\\}",
            "(" or ")" or "[" or "]" or "|" => text.Trim(),
            _ => ".",
        };

    static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter is '{' or '}' or '$' or '&' or '#' or '_' or '%')
                escaped.Append('\\').Append(letter);
            else if (letter is '\\' or '^' or '~')
                escaped.Append(letter == '\\' ? "\\backslash " : letter == '^' ? "\\hat{}" : "\\sim ");
            else
                escaped.Append(Signs.GetValueOrDefault(letter, letter.ToString()));
        }

        return escaped.ToString();
    }
}
