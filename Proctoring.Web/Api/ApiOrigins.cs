using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Api;

/// <summary>Whose pages may call the API and put an exam into a frame, and whether that needs a proof.</summary>
internal sealed class ApiOrigins(IOptions<ProctoringOptions> options, IHostEnvironment environment)
{
    readonly HashSet<string> listed = new(options.Value.Api.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Browsers with neither key nor token may do what an exam needs.</summary>
    public bool Open { get; } = options.Value.Api.Open ?? environment.IsDevelopment();

    /// <summary>They may act on exams that are there by their number alone; where others can reach us, that takes the exam's token.</summary>
    public bool OpenByNumber { get; } = environment.IsDevelopment();

    /// <summary>The origins of the settings; empty where none are set.</summary>
    public IReadOnlyCollection<string> Listed => listed;

    /// <summary>While one develops and lists nothing, all pages of one's own machine may call.</summary>
    public bool AnyLocal { get; } = environment.IsDevelopment() && options.Value.Api.AllowedOrigins.Length == 0;

    /// <summary>Whether pages of an origin may call.</summary>
    public bool Allows(string origin) =>
        listed.Contains(origin) || (AnyLocal && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLocal(uri));

    /// <summary>Whether a call without a proof comes from where it may: from a listed page; while one develops, from a program too.</summary>
    public bool AllowsOpenly(HttpRequest request) => request.Headers.Origin.ToString() switch
    {
        "" => environment.IsDevelopment(),
        var origin => Allows(origin) || origin == $"{request.Scheme}://{request.Host}",
    };

    static bool IsLocal(Uri uri) => uri.Scheme is "http" or "https" && (uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
