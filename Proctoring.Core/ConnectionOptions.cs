using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>The limits on simultaneous connections.</summary>
public sealed class ConnectionOptions
{
    /// <summary>All connections, 100–1,000,000.</summary>
    [Range(100, 1_000_000)]
    public int Most { get; set; } = 20_000;

    /// <summary>Open pages and candidates' frame connections together, 10–500,000. A candidate in an exam has one of each.</summary>
    [Range(10, 500_000)]
    public int MostOpenPages { get; set; } = 5_000;

    /// <summary>The same per network address, 5–500,000. A whole school may share one address.</summary>
    [Range(5, 500_000)]
    public int MostPerAddress { get; set; } = 1_000;
}
