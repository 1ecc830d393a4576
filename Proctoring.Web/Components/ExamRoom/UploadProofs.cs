using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Proves that the upload of a file began at a time, so that the file counts if the connection breaks and the page sends it again
/// after the deadline. A proof names the content: no other file can use it. Every server of a cluster can read it.</summary>
internal sealed class UploadProofs(IDataProtectionProvider protection)
{
    /// <summary>The header in which a page sends its proof.</summary>
    public const string Header = "Upload-Begun";

    readonly IDataProtector protector = protection.CreateProtector("Proctoring.UploadProofs.v1");

    /// <summary>Writes a proof.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="question">The question that the file answers.</param>
    /// <param name="sha256">The hash of the content, in lower-case hexadecimal digits.</param>
    /// <param name="begunAt">When the upload began, UTC.</param>
    public string Of(Guid sessionId, int question, string sha256, DateTime begunAt) =>
        protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{sessionId:N}/{question}/{sha256}/{begunAt.Ticks}"));

    /// <summary>Returns when the upload began, UTC; null if the proof is of another upload or was changed.</summary>
    public DateTime? Open(Guid sessionId, int question, string sha256, string proof)
    {
        try
        {
            return
                protector.Unprotect(proof).Split('/') is [var session, var asked, var content, var ticks]
                && session == sessionId.ToString("N")
                && asked == question.ToString(CultureInfo.InvariantCulture)
                && content == sha256
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                ? new DateTime(at, DateTimeKind.Utc)
                : null;
        }
        catch (CryptographicException)
        {
            // Not a proof of this installation.
            return null;
        }
    }
}
