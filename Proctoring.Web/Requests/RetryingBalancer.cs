namespace Proctoring.Web.Requests;

/// <summary>A load balancer that sends a refused request to another server, whatever the cookie of the browser names
/// (docs/decisions/0113-end-one-by-one.md).</summary>
internal static class RetryingBalancer
{
    /// <summary>The load balancer sets this header to 503 in each request if it sends a request that is answered with 503 to another
    /// server.</summary>
    public const string Header = "Proctoring-Retry-On";

    /// <summary>Whether the load balancer finds another server for this caller.</summary>
    public static bool FindsAnother(HttpRequest request) => request.Headers[Header] == "503";
}
