using System.Text.RegularExpressions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Replaces references to pictures in a text by the addresses of another system.</summary>
internal sealed partial class ExportPictures(ExamContent content)
{
    readonly Dictionary<string, ExamFileContent> files = content
        .Files.GroupBy(file => file.Sha256)
        .ToDictionary(group => group.Key, group => group.First());

    /// <summary>Replaces "file:SHA256" by the address that a function returns for the picture.</summary>
    public string Replace(string text, Func<ExamFileContent, string> address) =>
        Reference().Replace(text, found => files.TryGetValue(found.Groups[1].Value, out var file) ? address(file) : found.Value);

    /// <summary>The pictures that a text shows.</summary>
    public IEnumerable<ExamFileContent> In(string text) =>
        Reference().Matches(text).Select(found => found.Groups[1].Value).Distinct().Where(files.ContainsKey).Select(hash => files[hash]);

    /// <summary>The name of a picture in another system: unique, and without characters that need escapes.</summary>
    public static string NameOf(ExamFileContent file) => file.Sha256[..16] + MediaTypes.ExtensionOf(file.ContentType);

    public static string DataOf(ExamFileContent file) => $"data:{file.ContentType};base64,{Convert.ToBase64String(file.Content)}";

    [GeneratedRegex("file:([0-9a-f]{64})")]
    private static partial Regex Reference();
}
