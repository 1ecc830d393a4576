using Proctoring.Web.Requests;

namespace Proctoring.Web.Embedding;

/// <summary>The sites that may show an exam in a frame and exchange messages with it: those that may call the API.</summary>
internal sealed class EmbedOrigins
{
    const string Local = "http://localhost:* http://127.0.0.1:* http://*.localhost:* https://localhost:* https://*.localhost:*";

    public EmbedOrigins(AllowedOrigins origins)
    {
        All = [.. origins.Listed];
        AnyLocal = origins.AnyLocal;
        Ancestors = string.Join(' ', ["'self'", .. All, .. AnyLocal ? (string[])[Local] : []]);
    }

    /// <summary>The origins in the form that browsers use.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Whether all pages of the same machine are allowed, in Development.</summary>
    public bool AnyLocal { get; }

    /// <summary>The value of frame-ancestors in a content security policy.</summary>
    public string Ancestors { get; }
}
