using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Files with random damage, the same at each run: whatever is wrong in a file is a problem with a sentence, and no exception.
/// </summary>
public sealed partial class DamagedFileTests(ITestOutputHelper output)
{
    const int Rounds = 60;
    const int LargestSource = 60_000;

    /// <summary>Values that a reader may compute with, divide by, look up or leave without a case.</summary>
    static readonly string[] Odd =
    ["", "0", "-1", "9e27", "-9e27", "1e-28", "1e400", "99999999999999999999", "NaN", "true", "choice_1", "null", "  ", "%", "=~", "}"];

    static readonly string[] Pieces =
    ["\"", "'", "<", ">", "{", "}", "=", "~", "%", "#", ":", ";", ",", "|", "\\", "\0", "\uD83D", "\n\n", "->"];

    public static TheoryData<ImportFormat> Formats => [.. Enum.GetValues<ImportFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_damaged_file_gives_problems_and_no_exception(ImportFormat format)
    {
        var random = new Random(17);
        foreach (var (name, text) in Sources(format))
        {
            for (var round = 0; round < Rounds; round++)
            {
                var damaged = text;
                for (var times = random.Next(1, 4); times > 0; times--)
                    damaged = Damaged(damaged, random);
                var failure = Record.Exception(() => ExamImport.Read(name, Encoding.UTF8.GetBytes(damaged), format));
                if (failure is null)
                    continue;
                output.WriteLine(damaged);
                Assert.Fail($"{name}, round {round}: {failure}");
            }
        }
    }

    /// <summary>The product's own exports, a text for Aiken, and small files of other systems where they are.</summary>
    static IEnumerable<(string Name, string Text)> Sources(ImportFormat format)
    {
        if (format == ImportFormat.Aiken)
            yield return ("a.txt", "What?\nA. one\nB) two\nANSWER: B\n\nfeedback: so\n\nWhich?\na. x\nb. y\nANSWER: a\n");
        else
            foreach (var source in TextsOf($"a{ExtensionOf(format)}", ExamExport.Write(DraftScene.Exam, format).Content))
                yield return source;
        var folder = Path.Combine(TestFolders.Root, "..", "shared", "importdata");
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
        foreach (var path in paths.Order())
        {
            if (new FileInfo(path).Length > LargestSource || ExamImport.Read(path, File.ReadAllBytes(path)).Format != format)
                continue;
            foreach (var source in TextsOf(Path.GetFileName(path), File.ReadAllBytes(path)))
                yield return source;
        }
    }

    static string ExtensionOf(ImportFormat format) => format == ImportFormat.Csv ? ".csv" : ".txt";

    /// <summary>The file itself, or the XML files in an archive.</summary>
    static List<(string Name, string Text)> TextsOf(string name, byte[] content)
    {
        if (!content.AsSpan().StartsWith("PK"u8))
            return [(name, Encoding.UTF8.GetString(content))];
        List<(string, string)> texts = [];
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content));
            foreach (var entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal)))
            {
                if (entry.Length > LargestSource || entry.FullName.EndsWith("imsmanifest.xml", StringComparison.Ordinal))
                    continue;
                using var reader = new StreamReader(entry.Open());
                texts.Add((entry.Name, reader.ReadToEnd()));
            }
        }
        catch (InvalidDataException)
        {
            // One of the files is a damaged archive.
        }

        return texts;
    }

    static string Damaged(string text, Random random)
    {
        if (text.AsSpan().TrimStart().StartsWith("<") && random.Next(4) > 0 && DamagedXml(text, random) is { } xml)
            return xml;
        var at = random.Next(text.Length + 1);
        var end = Math.Min(text.Length, at + random.Next(1, 40));
        return random.Next(5) switch
        {
            0 => text[..at] + text[end..],
            1 => text[..end] + text[at..],
            2 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[at..],
            3 => ReplacedOne(text, Number(), random, _ => Odd[random.Next(Odd.Length)]),
            _ => ReplacedOne(text, Quoted(), random, found => Value(found, random)),
        };
    }

    static string Value(string quoted, Random random) =>
        random.Next(3) == 0 ? "null" : $"{quoted[0]}{Odd[random.Next(Odd.Length)]}{quoted[^1]}";

    static string ReplacedOne(string text, Regex pattern, Random random, Func<string, string> replacement)
    {
        var found = pattern.Matches(text);
        if (found.Count == 0)
            return text;
        var one = found[random.Next(found.Count)];
        return text[..one.Index] + replacement(one.Value) + text[(one.Index + one.Length)..];
    }

    /// <summary>Damage that leaves the document well-formed; null if it is not.</summary>
    static string? DamagedXml(string text, Random random)
    {
        XDocument document;
        try
        {
            document = XDocument.Parse(text);
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }

        var elements = document.Root!.Descendants().ToList();
        if (elements.Count == 0)
            return null;
        var element = elements[random.Next(elements.Count)];
        // Those of XML itself, such as xml:space, cannot be written with any value.
        var attributes = element
            .Attributes()
            .Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.Namespace != XNamespace.Xml)
            .ToList();
        switch (random.Next(4))
        {
            case 0:
                element.Remove();
                break;
            case 1:
                element.AddAfterSelf(new XElement(element));
                break;
            case 2 when attributes.Count > 0:
                var attribute = attributes[random.Next(attributes.Count)];
                var others = elements.Attributes(attribute.Name).ToList();
                attribute.Value = random.Next(2) == 0 ? Odd[random.Next(Odd.Length)] : others[random.Next(others.Count)].Value;
                break;
            default:
                element.Value = Odd[random.Next(Odd.Length)];
                break;
        }

        return document.ToString(SaveOptions.DisableFormatting);
    }

    [GeneratedRegex(@"-?\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"\\n]{0,60}\"|>[^<>\\n]{1,60}<")]
    private static partial Regex Quoted();
}
