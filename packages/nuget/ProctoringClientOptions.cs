namespace JobGenie.Proctoring.Client;

/// <summary>The settings of a <see cref="ProctoringClient"/>.</summary>
public sealed class ProctoringClientOptions
{
    /// <summary>The address of the proctoring server, such as https://proctoring.example.</summary>
    public Uri? Server { get; set; }

    /// <summary>The API key. Keep it out of browsers and source code.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How often a failed call is repeated, 1 to 10. The calls of one operation share an Idempotency-Key.</summary>
    public int MaxRetries { get; set; } = 4;

    /// <summary>The wait before the first retry, more than zero. It doubles with each retry; a Retry-After has priority.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take with all its retries.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
