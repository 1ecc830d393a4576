using Proctoring.Web.Api;

namespace Proctoring.Web.Embedding;

/// <summary>Whose pages may hold our frame and talk with it: the same that may call the API.</summary>
internal sealed class EmbedOrigins
{
    const string Local = "http://localhost:* http://127.0.0.1:* http://*.localhost:* https://localhost:* https://*.localhost:*";

    public EmbedOrigins(ApiOrigins origins)
    {
        All = [.. origins.Listed.Select(origin => new Uri(origin).GetLeftPart(UriPartial.Authority).ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
        AnyLocal = origins.AnyLocal;
        Ancestors = string.Join(' ', ["'self'", .. All, .. AnyLocal ? (string[])[Local] : []]);
    }

    /// <summary>As browsers write them.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>While one develops and lists nothing: all pages of one's own machine.</summary>
    public bool AnyLocal { get; }

    /// <summary>What may stand around our frame, for a content security policy.</summary>
    public string Ancestors { get; }
}
