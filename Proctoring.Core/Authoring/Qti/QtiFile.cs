using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>A file of a package, or a single item, with what its texts need: pictures and problems.</summary>
/// <param name="Path">Its name in the package; the file's name without a package.</param>
/// <param name="Root">Its root element with common names.</param>
/// <param name="Archive">The package; null for a single file.</param>
/// <param name="Builder">Gets questions, pictures and problems.</param>
internal sealed record QtiFile(string Path, XElement Root, ImportArchive? Archive, DraftBuilder Builder)
{
    /// <summary>What other systems write before the name of a picture.</summary>
    static readonly string[] Prefixes =
    [
        "%%LINKPATH%%",
        "$IMS-CC-FILEBASE$/",
        "$IMS-CC-FILEBASE$",
        "%24IMS-CC-FILEBASE%24/",
        "@X@EmbeddedFile.requestUrlStub@X@",
    ];

    /// <summary>Returns the Markdown of HTML in this file.</summary>
    public string Markdown(string html, Action<string> notice) =>
        new HtmlText(address => Reference(address, notice), notice).ToMarkdown(html);

    /// <summary>Returns the text of HTML without marks.</summary>
    public static string Plain(string html) => new HtmlText(_ => null, _ => { }).ToPlain(html);

    string? Reference(string address, Action<string> notice)
    {
        if (Pictures.FromData(address, Builder.Media, notice) is { } inside)
            return inside;
        foreach (var prefix in Prefixes)
        {
            if (address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                address = address[prefix.Length..];
        }

        var name = Archive?.Resolve(ImportArchive.FolderOf(Path), address) ?? ByName(address);
        if (name is null)
            return null;
        var reference = Builder.Media.Add(name, Archive!.Find(name)!, out var problem);
        if (problem is not null)
            notice(problem);
        return reference ?? "";
    }

    /// <summary>Canvas and others name the picture without its folder in the archive; the name alone may be enough.</summary>
    string? ByName(string address)
    {
        if (Archive is null || Uri.TryCreate(address, UriKind.Absolute, out _))
            return null;
        var file = Uri.UnescapeDataString(address.Split('?', '#')[0]).Replace('\\', '/');
        file = file[(file.LastIndexOf('/') + 1)..];
        if (file.Length == 0)
            return null;
        var found = Archive.Names.Where(entry => entry.EndsWith($"/{file}", StringComparison.OrdinalIgnoreCase) || entry == file);
        return found.Take(2).ToList() is [var only] ? only : null;
    }
}
