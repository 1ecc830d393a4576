using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace Proctoring.Web.Embedding;

/// <summary>Serves the first version of the SDK at an address that keeps its meaning, and the hashes of its files for Subresource
/// Integrity.</summary>
internal static class SdkVersion
{
    /// <summary>The path of this version. An incompatible change gets another one, and this one stays.</summary>
    public const string Path = "/sdk/v1";

    const string Folder = "sdk";

    static readonly Dictionary<string, string> Types = new()
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".ts"] = "text/plain; charset=utf-8",
    };

    public static void MapSdkVersion(this WebApplication app)
    {
        var files = app.Environment.WebRootFileProvider;
        app.MapDeferredGet($"{Path}/integrity.json", () => Results.Json(Hashes(files)));
        app.MapDeferredGet($"{Path}/{{file}}", (string file) => Serve(files, file));
    }

    static IResult Serve(IFileProvider files, string name)
    {
        // A single segment of a route contains no slash, and the provider refuses to leave its folder.
        var file = files.GetFileInfo($"{Folder}/{name}");
        return file.Exists && !file.IsDirectory && Types.TryGetValue(System.IO.Path.GetExtension(name), out var type)
            ? Results.Stream(file.CreateReadStream(), type, lastModified: file.LastModified)
            : Results.NotFound();
    }

    /// <summary>The files and their hashes, as an import map writes them.</summary>
    static SortedDictionary<string, string> Hashes(IFileProvider files) =>
        new(
            files
                .GetDirectoryContents(Folder)
                .Where(file => !file.IsDirectory && file.Name.EndsWith(".js", StringComparison.Ordinal))
                .ToDictionary(file => $"{Path}/{file.Name}", Hash),
            StringComparer.Ordinal
        );

    static string Hash(IFileInfo file)
    {
        using var content = file.CreateReadStream();
        return $"sha384-{Convert.ToBase64String(SHA384.HashData(content))}";
    }
}
