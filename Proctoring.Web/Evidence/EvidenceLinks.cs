using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Evidence;

/// <summary>Creates links to evidence: one picture, or the audio around a flag, for half an hour. A link names its viewer, and <see
/// cref="EvidenceRights"/> checks that viewer's right again at each request.</summary>
internal sealed class EvidenceLinks(IDataProtectionProvider protection)
{
    /// <summary>Long enough to look through a report; short enough that a copied address is soon worthless.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.EvidenceLinks.v2").ToTimeLimitedDataProtector();

    /// <summary>The path of evidence for one viewer.</summary>
    public string For(EvidenceViewer viewer, Guid sessionId, Guid imageId)
    {
        var key = protector.Protect($"{sessionId:N}/{imageId:N}/{viewer.Kind}/{viewer.Id}", Lifetime);
        return string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId:D}/evidence/{imageId:D}?key={key}");
    }

    /// <summary>The path of evidence for a candidate, or for a reader of a shared result, whose access has no token.</summary>
    public string For(SessionAccess access, Guid imageId) =>
        For(
            access.Token.Length > 0 ? new EvidenceViewer(EvidenceViewerKind.Candidate, access.TokenHash) : EvidenceViewer.SharedResult,
            access.SessionId,
            imageId
        );

    /// <summary>The path of evidence for one member of staff. It opens only while they are signed in.</summary>
    public string ForStaff(Guid viewer, Guid sessionId, Guid imageId) =>
        For(new EvidenceViewer(EvidenceViewerKind.Staff, viewer.ToString("N")), sessionId, imageId);

    /// <summary>The viewer of a link; null if the link was made for other evidence, was changed, or has expired.</summary>
    public EvidenceViewer? Open(Guid sessionId, Guid imageId, string key)
    {
        try
        {
            return
                protector.Unprotect(key).Split('/') is [var session, var image, var kind, var id]
                && session == sessionId.ToString("N")
                && image == imageId.ToString("N")
                && Enum.TryParse<EvidenceViewerKind>(kind, out var known)
                ? new EvidenceViewer(known, id)
                : null;
        }
        catch (CryptographicException)
        {
            // Not a link of this server, or an expired one.
            return null;
        }
    }
}
