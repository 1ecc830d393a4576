using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Reports;

/// <summary>Creates and opens links with which candidates download their own report. Only a page that has the session's token creates
/// one.</summary>
internal sealed class OwnReportLinks(IDataProtectionProvider protection)
{
    /// <summary>A result page may stay open for a while before its candidate downloads the report.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.OwnReport.v1").ToTimeLimitedDataProtector();

    /// <summary>The path of the report as PDF.</summary>
    public string For(SessionAccess access) =>
        $"/sessions/{access.SessionId:D}/report.pdf?key={protector.Protect($"{access.SessionId:N}/{access.TokenHash}", Lifetime)}";

    /// <summary>The hash of the session's token in a key; null if the key is for another session, was changed or has expired.</summary>
    public string? Open(Guid sessionId, string key)
    {
        try
        {
            return protector.Unprotect(key).Split('/') is [var session, var hash] && session == sessionId.ToString("N") ? hash : null;
        }
        catch (CryptographicException)
        {
            // Not a link of this server, or an expired one.
            return null;
        }
    }
}
