namespace Proctoring.Core.Sessions.Running;

/// <summary>One connection of a candidate's page.</summary>
/// <param name="Id">The connection.</param>
/// <param name="PageId">The page's random name of itself, the same over reconnections; null for a page that numbers no signals.</param>
/// <param name="Address">The network address; null if unknown.</param>
/// <param name="UserAgent">The browser's name of itself; null if it sends none.</param>
/// <param name="Stored">Reports to the page that its signals are stored up to a number. It must neither wait nor throw.</param>
/// <param name="Server">The server that it is connected to; null if there is one server only.</param>
/// <param name="AskedAt">When the page last asked to join, UTC by its server's clock; null if unknown.</param>
internal sealed record CandidateConnection(
    string Id,
    string? PageId = null,
    string? Address = null,
    string? UserAgent = null,
    Action<int>? Stored = null,
    string? Server = null,
    DateTime? AskedAt = null
)
{
    /// <summary>How far the hub has come with what the page sends; null if that is unknown.</summary>
    public PageReading? Reading { get; init; }

    /// <summary>Whether the page is connected to another server than the session runs on.</summary>
    public bool IsElsewhere { get; init; }
}
