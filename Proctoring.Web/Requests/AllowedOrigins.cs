using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Requests;

/// <summary>The other sites whose pages may call the API and show an exam in a frame.</summary>
internal sealed class AllowedOrigins(IOptions<ProctoringOptions> options, IHostEnvironment environment)
{
    readonly HashSet<string> listed = new(
        options.Value.Api.AllowedOrigins.Select(WebOrigin.Of),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The origins in the settings, in the form that browsers use.</summary>
    public IReadOnlyCollection<string> Listed => listed;

    /// <summary>Whether all pages of the same machine are allowed: in Development, as long as no origin is listed.</summary>
    public bool AnyLocal { get; } = environment.IsDevelopment() && options.Value.Api.AllowedOrigins.Length == 0;

    /// <summary>Whether pages of an origin are allowed.</summary>
    public bool Allows(string origin) =>
        listed.Contains(origin) || (AnyLocal && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLocal(uri));

    static bool IsLocal(Uri uri) =>
        uri.Scheme is "http" or "https" && (uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
