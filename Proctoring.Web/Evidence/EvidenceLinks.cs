using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Web.Evidence;

/// <summary>Makes links to evidence pictures that open one picture for a while, for whoever was shown the link.</summary>
internal sealed class EvidenceLinks(IDataProtectionProvider protection)
{
    /// <summary>Long enough to look through a report, short enough that a copied address is soon worthless.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.EvidenceLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>The address of a picture. Call it only for a sitting whose right the caller has proved.</summary>
    public string For(SessionAccess access, Guid imageId) => For(access.SessionId, imageId);

    /// <summary>The address of a picture. Call it only for a sitting whose right the caller has proved.</summary>
    public string For(Guid sessionId, Guid imageId) =>
        string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId:D}/evidence/{imageId:D}?key={protector.Protect(Purpose(sessionId, imageId), Lifetime)}");

    /// <summary>Whether the key was made for exactly this picture and still holds.</summary>
    public bool Opens(Guid sessionId, Guid imageId, string key)
    {
        try
        {
            return protector.Unprotect(key) == Purpose(sessionId, imageId);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static string Purpose(Guid sessionId, Guid imageId) => $"{sessionId:N}/{imageId:N}";
}

/// <summary>Hands out evidence pictures to signed links.</summary>
internal static class EvidenceEndpoint
{
    public static void MapEvidence(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sessions/{sessionId:guid}/evidence/{imageId:guid}", async (
            Guid sessionId, Guid imageId, string? key, EvidenceLinks links, EvidenceReader pictures, HttpContext context) =>
        {
            // The same answer for a wrong key and a missing picture: who may not see it does not learn that it is there.
            if (key is null || !links.Opens(sessionId, imageId, key)
                || await pictures.ReadAsync(sessionId, imageId, context.RequestAborted) is not var (content, type))
                return Results.NotFound();
            context.Response.Headers.CacheControl = "private, no-store";
            return Results.Bytes(content, type);
        });
}
