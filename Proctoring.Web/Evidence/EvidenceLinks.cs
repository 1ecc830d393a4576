using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Evidence;

/// <summary>Makes links to evidence that open one picture, or the sound around a flag, for a while, for whoever was shown the link.</summary>
internal sealed class EvidenceLinks(IDataProtectionProvider protection)
{
    /// <summary>Long enough to look through a report, short enough that a copied address is soon worthless.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Proctoring.EvidenceLinks.v1").ToTimeLimitedDataProtector();

    /// <summary>The address of a picture. Call it only for a session whose right the caller has proved.</summary>
    public string For(SessionAccess access, Guid imageId) => For(access.SessionId, imageId);

    /// <summary>The address of a picture. Call it only for a session whose right the caller has proved.</summary>
    public string For(Guid sessionId, Guid imageId) =>
        string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId:D}/evidence/{imageId:D}?key={protector.Protect(Purpose(sessionId, imageId), Lifetime)}");

    /// <summary>The address of a picture for one member of staff: it opens only for who is signed in as them. Call it only for a session that they may see.</summary>
    public string ForStaff(Guid viewer, Guid sessionId, Guid imageId) =>
        string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId:D}/evidence/{imageId:D}?key={protector.Protect(Purpose(sessionId, imageId, viewer), Lifetime)}");

    /// <summary>Whether the key was made for exactly this picture and, where it names one, this viewer, and still holds.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="imageId">The picture.</param>
    /// <param name="key">The link's key.</param>
    /// <param name="viewer">The member of staff who is signed in; null for nobody.</param>
    public bool Opens(Guid sessionId, Guid imageId, string key, Guid? viewer = null)
    {
        try
        {
            var purpose = protector.Unprotect(key);
            return purpose == Purpose(sessionId, imageId) || (viewer is { } user && purpose == Purpose(sessionId, imageId, user));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static string Purpose(Guid sessionId, Guid imageId) => $"{sessionId:N}/{imageId:N}";

    static string Purpose(Guid sessionId, Guid imageId, Guid viewer) => $"{sessionId:N}/{imageId:N}/{viewer:N}";
}

/// <summary>Hands out evidence to signed links.</summary>
internal static class EvidenceEndpoint
{
    public static void MapEvidence(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sessions/{sessionId:guid}/evidence/{imageId:guid}", async (
            Guid sessionId, Guid imageId, string? key, EvidenceLinks links, EvidenceReader evidence, HttpContext context) =>
        {
            // The same answer for a wrong key and a missing file: who may not see it does not learn that it is there.
            if (key is null || !links.Opens(sessionId, imageId, key, context.User.StaffId())
                || await evidence.ReadAsync(sessionId, imageId, context.RequestAborted) is not var (content, type))
                return Results.NotFound();
            context.Response.Headers.CacheControl = "private, no-store";
            // In parts, for a player that is wound forwards and back.
            return Results.Bytes(content, type, enableRangeProcessing: true);
        });
}
