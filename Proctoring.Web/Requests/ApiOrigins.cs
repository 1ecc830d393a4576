using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Requests;

/// <summary>Says whether browsers may call the API without a key or token.</summary>
internal sealed class ApiOrigins(IOptions<ProctoringOptions> options, IHostEnvironment environment, AllowedOrigins allowed)
{
    /// <summary>Whether browsers with neither key nor token may do what an exam needs.</summary>
    public bool Open { get; } = options.Value.Api.Open ?? environment.IsDevelopment();

    /// <summary>Whether such browsers may act on an existing exam by its number. In public that takes the exam's token, because numbers can
    /// be guessed.</summary>
    public bool OpenByNumber { get; } = environment.IsDevelopment();

    /// <summary>Whether a call without a key or token comes from an allowed page; in Development, programs may call as well.</summary>
    public bool AllowsOpenly(HttpRequest request) =>
        request.Headers.Origin.ToString() switch
        {
            "" => environment.IsDevelopment(),
            var origin => allowed.Allows(origin) || origin == $"{request.Scheme}://{request.Host}",
        };
}
