using Proctoring.Core.Storage.Record;

namespace Proctoring.Web.Evidence;

/// <summary>Serves evidence to the viewers of links.</summary>
internal static class EvidenceEndpoint
{
    public static IServiceCollection AddEvidence(this IServiceCollection services) =>
        services.AddSingleton<EvidenceLinks>().AddSingleton<EvidenceRights>();

    public static void MapEvidence(this IEndpointRouteBuilder routes) =>
        routes.MapDeferredGet("/sessions/{sessionId:guid}/evidence/{imageId:guid}", GetAsync);

    static async Task<IResult> GetAsync(
        Guid sessionId,
        Guid imageId,
        string? key,
        int? frame,
        EvidenceLinks links,
        EvidenceRights rights,
        EvidenceReader evidence,
        HttpContext context
    )
    {
        // A wrong link, a missing right and a missing file get the same answer, which does not reveal that evidence exists.
        if (
            key is null
            || links.Open(sessionId, imageId, key) is not { } viewer
            || !await rights.MaySeeAsync(viewer, sessionId, context)
            || await ReadAsync(evidence, sessionId, imageId, frame, context.RequestAborted) is not var (content, type)
        )
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        // In ranges, so that a player can seek.
        return Results.Bytes(content, type, enableRangeProcessing: true);
    }

    /// <summary>Reads evidence, or one picture of a strip.</summary>
    static async Task<(byte[] Content, string ContentType)?> ReadAsync(
        EvidenceReader evidence,
        Guid sessionId,
        Guid imageId,
        int? frame,
        CancellationToken cancellation
    )
    {
        if (frame is not { } index)
            return await evidence.ReadAsync(sessionId, imageId, cancellation);
        return await evidence.ReadFrameAsync(sessionId, imageId, index, cancellation) is { } picture ? (picture, "image/jpeg") : null;
    }
}
