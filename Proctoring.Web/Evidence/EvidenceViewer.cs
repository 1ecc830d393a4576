namespace Proctoring.Web.Evidence;

/// <summary>The kinds of viewers of evidence.</summary>
internal enum EvidenceViewerKind
{
    /// <summary>A member of staff, by account.</summary>
    Staff,

    /// <summary>A candidate, by the hash of the session's token.</summary>
    Candidate,

    /// <summary>Another system, by API key.</summary>
    ApiKey,

    /// <summary>A caller of the open API, without a key.</summary>
    OpenApi,

    /// <summary>A reader of a result whose link another system passed on.</summary>
    SharedResult,
}

/// <summary>The person or system for whom a link to evidence was made.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">Identifies the viewer among its kind; empty for the kinds that name no one.</param>
internal sealed record EvidenceViewer(EvidenceViewerKind Kind, string Id)
{
    public static EvidenceViewer OpenApi { get; } = new(EvidenceViewerKind.OpenApi, "");

    public static EvidenceViewer SharedResult { get; } = new(EvidenceViewerKind.SharedResult, "");
}
