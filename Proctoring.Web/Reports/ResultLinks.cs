using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Web.Reports;

/// <summary>Creates and opens links with which a person reads a result without an account.</summary>
internal sealed class ResultLinks(IDataProtectionProvider protection)
{
    /// <summary>The path of the page.</summary>
    public const string Path = "/results";

    /// <summary>Long enough to be mailed and opened. Each answer of the API contains a new link.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.ResultLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>The path of a result. Call it only after the caller has proved their right to the exam.</summary>
    public string For(int examId, Guid sessionId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{examId}?key={protector.Protect(sessionId.ToString("N"), Lifetime)}");

    /// <summary>The session that a key opens; null if the key was changed or has expired.</summary>
    public Guid? Open(string key)
    {
        try
        {
            return Guid.ParseExact(protector.Unprotect(key), "N");
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            // Not a key of this server, or an expired one.
            return null;
        }
    }
}
