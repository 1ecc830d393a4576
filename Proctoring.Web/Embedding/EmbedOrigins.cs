namespace Proctoring.Web.Embedding;

/// <summary>The origins of other sites whose pages may hold our frame and talk with it: <c>Proctoring:Api:AllowedOrigins</c>.</summary>
internal sealed class EmbedOrigins
{
    public EmbedOrigins(IConfiguration configuration)
    {
        All = [.. (configuration.GetSection("Proctoring:Api:AllowedOrigins").Get<string[]>() ?? []).Select(Normal).OfType<string>().Distinct(StringComparer.Ordinal)];
        Ancestors = string.Join(' ', ["'self'", .. All]);
    }

    /// <summary>As browsers write them.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>What may stand around our frame, for a content security policy.</summary>
    public string Ancestors { get; }

    static string? Normal(string origin) => Uri.TryCreate(origin.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
        : null;
}
