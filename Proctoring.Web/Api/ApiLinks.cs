using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Web.Evidence;

namespace Proctoring.Web.Api;

/// <summary>Makes the absolute addresses in the answers of the API.</summary>
internal sealed class ApiLinks(IDataProtectionProvider protection, EvidenceLinks evidence, IOptions<ProctoringOptions> options)
{
    /// <summary>The page that shows a result.</summary>
    public const string ResultsPath = "/results";

    /// <summary>Long enough to be mailed and opened; each answer contains a new link.</summary>
    static readonly TimeSpan ReportLifetime = TimeSpan.FromDays(7);

    readonly ITimeLimitedDataProtector reports = protection.CreateProtector("Proctoring.ResultLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>The address of a path as browsers reach it.</summary>
    public string Absolute(HttpRequest request, string path) => options.Value.Api.PublicAddress is { Length: > 0 } address
        ? address.TrimEnd('/') + path
        : $"{request.Scheme}://{request.Host}{request.PathBase}{path}";

    /// <summary>The address of a stored picture or audio, valid for a while. Call it only for a session that the caller may see.</summary>
    public string Evidence(HttpRequest request, Guid sessionId, Guid imageId) => Absolute(request, evidence.For(sessionId, imageId));

    /// <summary>
    /// The address of the page with an exam's result, valid for a week. Call it only for an exam that the caller may see.
    /// </summary>
    public string Report(HttpRequest request, int examId, Guid sessionId) => Absolute(request, string.Create(
        CultureInfo.InvariantCulture, $"{ResultsPath}/{examId}?key={reports.Protect(sessionId.ToString("N"), ReportLifetime)}"));

    /// <summary>The session that the key of a result page opens; null if the key is wrong or has expired.</summary>
    public Guid? OpenReport(string key)
    {
        try
        {
            return Guid.ParseExact(reports.Unprotect(key), "N");
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
