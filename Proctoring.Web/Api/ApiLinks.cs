using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Web.Evidence;

namespace Proctoring.Web.Api;

/// <summary>Makes the absolute addresses that the API gives.</summary>
internal sealed class ApiLinks(IDataProtectionProvider protection, EvidenceLinks evidence, IOptions<ProctoringOptions> options)
{
    /// <summary>Where a person reads a result.</summary>
    public const string ResultsPath = "/results";

    /// <summary>Long enough to be mailed and opened; each answer of the API gives a new one.</summary>
    static readonly TimeSpan ReportLifetime = TimeSpan.FromDays(7);

    readonly ITimeLimitedDataProtector reports = protection.CreateProtector("Proctoring.ResultLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>An address of this server as browsers reach it.</summary>
    public string Absolute(HttpRequest request, string path) => options.Value.Api.PublicAddress is { Length: > 0 } address
        ? address.TrimEnd('/') + path
        : $"{request.Scheme}://{request.Host}{request.PathBase}{path}";

    /// <summary>The address of a picture or sound that is evidence, for a while. Call it only for a session whose right the caller has proved.</summary>
    public string Evidence(HttpRequest request, Guid sessionId, Guid imageId) => Absolute(request, evidence.For(sessionId, imageId));

    /// <summary>The address at which a person reads an exam's result, for a week. Call it only for an exam whose right the caller has proved.</summary>
    public string Report(HttpRequest request, int examId, Guid sessionId) => Absolute(request, string.Create(
        CultureInfo.InvariantCulture, $"{ResultsPath}/{examId}?key={reports.Protect(sessionId.ToString("N"), ReportLifetime)}"));

    /// <summary>The session that a result's key opens; null where it was changed or has expired.</summary>
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
