using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components;

/// <summary>The import map of our scripts: the address that a script or a component names, and the one with the fingerprint, which browsers
/// store for good. Without it, each page would ask for each of its scripts again. An older browser ignores the map.</summary>
internal sealed class ScriptMap
{
    static readonly string[] Folders = ["js/", "sdk/", "lib/", "Components/"];

    static ScriptMap? made;

    ScriptMap(ResourceAssetCollection assets)
    {
        Dictionary<string, string> imports = new(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            var label = asset.Properties?.FirstOrDefault(property => property.Name == "label")?.Value;
            if (label is not null && IsOwnScript(label))
                imports[$"./{label}"] = $"./{asset.Url}";
        }

        Json = JsonSerializer.Serialize(new { imports });
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))}'";
    }

    /// <summary>The content of the script element.</summary>
    public string Json { get; }

    /// <summary>The source that allows this content in a Content-Security-Policy.</summary>
    public string Source { get; }

    /// <summary>Returns the map of the program's files, which do not change while it runs.</summary>
    public static ScriptMap Of(ResourceAssetCollection assets) => made ??= new ScriptMap(assets);

    static bool IsOwnScript(string path) =>
        path.EndsWith(".js", StringComparison.Ordinal) && Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Allows the map in a policy that allows scripts of this site only.</summary>
    public string Allow(string policy) =>
        policy.Replace("default-src 'self';", $"default-src 'self'; script-src 'self' {Source};", StringComparison.Ordinal);
}
