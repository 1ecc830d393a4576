using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Web.Requests;

/// <summary>Creates and opens invitations: links with which a guest starts an exam as the student for whom arrangements were
/// made.</summary>
internal sealed class Invitations(IDataProtectionProvider protection)
{
    /// <summary>Long enough to be sent weeks before an exam.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.Invitations.v1").ToTimeLimitedDataProtector();

    /// <summary>The path of the exam's start page for one student.</summary>
    public string For(string examSlug, string studentId) =>
        $"/exams/{examSlug}/start?proctored=true&invitation={protector.Protect(studentId, Lifetime)}";

    /// <summary>The student of an invitation; null if it was changed or has expired.</summary>
    public string? Open(string? invitation)
    {
        try
        {
            return invitation is null ? null : protector.Unprotect(invitation);
        }
        catch (CryptographicException)
        {
            // Not an invitation of this server, or an expired one.
            return null;
        }
    }
}
