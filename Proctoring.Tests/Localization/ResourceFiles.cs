using System.Text.RegularExpressions;
using System.Xml.Linq;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Proctoring.Web.Resources;

namespace Proctoring.Tests.Localization;

/// <summary>Reads the text resources and the code that uses them from the source tree.</summary>
internal static partial class ResourceFiles
{
    static readonly string[] Projects = ["Proctoring.Core", "Proctoring.Web"];

    /// <summary>The names of all sets, such as CandidateTexts.</summary>
    public static IReadOnlyList<string> Sets { get; } =
    [
        .. Projects
            .SelectMany(Files)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.Contains('.', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)!,
    ];

    /// <summary>Returns the texts of a set in one language, by key.</summary>
    public static IReadOnlyDictionary<string, string> Read(string set, string code)
    {
        var name = code == Language.English.Code ? $"{set}.resx" : $"{set}.{code}.resx";
        var path = Projects.Select(project => Path.Combine(TestFolders.Root, project, "Resources", name)).FirstOrDefault(File.Exists);
        var texts = path is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : XDocument
                .Load(path)
                .Root!.Elements("data")
                .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);
        if (set == nameof(RuleTexts) && code == Language.English.Code)
            AddRules(texts);
        return texts;
    }

    /// <summary>The English texts of a rule stand in its class, so that a rule is one file.</summary>
    static void AddRules(Dictionary<string, string> texts)
    {
        foreach (var kind in RuleCatalog.Default.Rules.Select(rule => rule.Kind))
        {
            texts.Add($"Title_{kind.Id}", kind.Title);
            texts.Add($"Explanation_{kind.Id}", kind.Explanation);
            texts.Add($"Advice_{kind.Id}", kind.Advice);
        }
    }

    /// <summary>Returns the key of a text without the form of its plural.</summary>
    public static string Family(string key) => PluralSuffix().Replace(key, "");

    /// <summary>Returns the numbers of the placeholders in a text.</summary>
    public static IReadOnlyList<int> Placeholders(string text) =>
        [.. Placeholder().Matches(text).Select(match => int.Parse(match.Groups[1].ValueSpan, provider: null)).Distinct().Order()];

    /// <summary>Returns every use of a text in the source: the set, the key, and whether the key continues at run time.</summary>
    public static IEnumerable<TextUse> Uses() => PageUses().Concat(ScriptUses()).Concat(TemplateUses());

    static IEnumerable<TextUse> PageUses()
    {
        var sources = Projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(TestFolders.Root, project), "*.*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor" && !Built(path))
            .ToList();
        var imports = sources
            .Where(path => Path.GetFileName(path) == "_Imports.razor")
            .ToDictionary(path => Path.GetDirectoryName(path)!, Declared, StringComparer.Ordinal);
        foreach (var path in sources)
        {
            var text = File.ReadAllText(path);
            var localizers = Localizers(path, imports);
            foreach (Match match in KeyUse().Matches(text))
            {
                if (!localizers.TryGetValue(match.Groups["name"].Value, out var set))
                    continue;
                foreach (Match key in Literal().Matches(match.Groups["index"].Value))
                    yield return new TextUse(Path.GetFileName(path), set, key.Groups["key"].Value, key.Groups["more"].Success);
            }
        }
    }

    /// <summary>The English texts by which recorded details are recognised: TemplatesOf("Detail_").</summary>
    static IEnumerable<TextUse> TemplateUses() =>
        from path in Directory.EnumerateFiles(Path.Combine(TestFolders.Root, "Proctoring.Core", "Rules"), "*.cs")
        from Match use in TemplateUse().Matches(File.ReadAllText(path))
        select new TextUse(Path.GetFileName(path), nameof(RuleTexts), use.Groups[1].Value, true);

    /// <summary>The uses in scripts: text('Key') in a page's script or the SDK.</summary>
    static IEnumerable<TextUse> ScriptUses() =>
        from path in Directory.EnumerateFiles(Path.Combine(TestFolders.Root, "wwwroot"), "*.js", SearchOption.AllDirectories)
        let part = path.Contains($"{Path.DirectorySeparatorChar}sdk{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Sdk"
        : path.Contains($"{Path.DirectorySeparatorChar}exam{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Sheet"
        : Path.GetFileName(path) == "passkeys.js" ? "Passkey"
        : null
        where part is not null
        from Match call in ScriptCall().Matches(File.ReadAllText(path))
        from Match key in ScriptKey().Matches(call.Value)
        select new TextUse(Path.GetFileName(path), nameof(ScriptTexts), $"{part}_{key.Groups[1].Value}", false);

    static IEnumerable<string> Files(string project)
    {
        var folder = Path.Combine(TestFolders.Root, project, "Resources");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.resx") : [];
    }

    static bool Built(string path) =>
        path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    /// <summary>The localizers that a file can name: its own, those of the other parts of its class, and those of the imports above
    /// it.</summary>
    static Dictionary<string, string> Localizers(string path, Dictionary<string, Dictionary<string, string>> imports)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (
            var folder = Path.GetDirectoryName(path);
            folder is not null && folder.Length >= TestFolders.Root.Length;
            folder = Path.GetDirectoryName(folder)
        )
        {
            foreach (var (name, set) in imports.GetValueOrDefault(folder, []))
                found.TryAdd(name, set);
        }

        var component = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(path).Split('.')[0]);
        foreach (var half in new[] { component + ".razor", component + ".razor.cs", component + ".cs", path }.Where(File.Exists))
        {
            foreach (var (name, set) in Declared(half))
                found[name] = set;
        }

        return found;
    }

    static Dictionary<string, string> Declared(string path) =>
        Declaration()
            .Matches(File.ReadAllText(path))
            .GroupBy(match => match.Groups["name"].Value + match.Groups["field"].Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Groups["set"].Value, StringComparer.Ordinal);

    [GeneratedRegex("_(zero|one|two|few|many|other)$")]
    private static partial Regex PluralSuffix();

    [GeneratedRegex(@"\{(\d+)(?::[^}]*)?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"IStringLocalizer<(?<set>\w+)> (?<name>\w+)|IStringLocalizer (?<field>\w+) = TextSet\.Of<(?<set>\w+)>")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"TemplatesOf\(""(\w+_)""\)")]
    private static partial Regex TemplateUse();

    [GeneratedRegex(@"\btext\((?:[^()]|\([^()]*\))*\)")]
    private static partial Regex ScriptCall();

    [GeneratedRegex("'([A-Z][A-Za-z]+)'")]
    private static partial Regex ScriptKey();

    // L["Key"], L["Key", argument], L[one ? "Key" : "Other"], L[$"Key_{more}"], L.Plural("Key", number)
    [GeneratedRegex(@"\b(?<name>\w+)(?:\[(?<index>(?:[^\[\]]|\[[^\[\]]*\])*)\]|\.Plural\((?<index>(?:[^()]|\([^()]*\))*)\))")]
    private static partial Regex KeyUse();

    [GeneratedRegex(@"""(?<key>[A-Z]\w*_\w*)(?:""|(?<more>\{))")]
    private static partial Regex Literal();
}

/// <summary>A place in the source that uses a text.</summary>
/// <param name="File">The file.</param>
/// <param name="Set">The set of texts.</param>
/// <param name="Key">The key, or its prefix.</param>
/// <param name="Begins">Whether the key continues with a part that is only known at run time.</param>
internal sealed record TextUse(string File, string Set, string Key, bool Begins);
