namespace JobGenie.Proctoring.Client;

/// <summary>The settings of a <see cref="ProctoringClient"/>.</summary>
public sealed class ProctoringClientOptions
{
    /// <summary>The address of the proctoring server, such as https://proctoring.example.</summary>
    public Uri? Server { get; set; }

    /// <summary>The API key, unless you set <see cref="ClientId"/>. Keep it out of browsers and source code.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The id of the API key, for OAuth client credentials instead of the key in each call.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client secret: the API key. It is sent only to the token endpoint.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The scopes of the access tokens, separated by spaces, such as "exams results"; all of the key by default.</summary>
    public string? Scope { get; set; }

    /// <summary>How often a failed call is repeated, 1 to 10. The calls of one operation share an Idempotency-Key.</summary>
    public int MaxRetries { get; set; } = 4;

    /// <summary>The wait before the first retry, more than zero. It doubles with each retry; a Retry-After has priority.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take with all its retries.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
