namespace Proctoring.Web.Hubs;

/// <summary>Limits of what a connection may send.</summary>
internal static class CandidateHubLimits
{
    /// <summary>The largest picture that is accepted, in bytes.</summary>
    public const int MaximumFrameBytes = 512 * 1024;

    /// <summary>A page sends a signal at least every two seconds; the server closes a connection that is silent for this long. It is
    /// shorter than the silence that counts as a lost camera.</summary>
    public static readonly TimeSpan CutOffAfter = TimeSpan.FromSeconds(7);

    /// <summary>The timeout for a connection's handshake.</summary>
    public static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(10);

    /// <summary>How often the server sends a keep-alive, so that the page notices a broken connection too.</summary>
    public static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(3);

    /// <summary>The largest message that is read. It exceeds a frame, so that a frame that is too large is refused with a reason; a larger
    /// message ends the connection.</summary>
    public const int MaximumMessageBytes = 2 * 1024 * 1024;
}
