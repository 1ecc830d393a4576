using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Integration;

/// <summary>Who may call the API, from which pages, and how often.</summary>
public sealed class ApiOptions : IValidatableObject
{
    /// <summary>Whether a browser with neither key nor token may do what an exam needs. Unset: in Development only.</summary>
    public bool? Open { get; set; }

    /// <summary>Whether the server shows the OpenAPI document and its reference page. Unset: in Development only.</summary>
    public bool? Documentation { get; set; }

    /// <summary>The origins whose pages may call the API and show an exam in a frame: scheme, host and port, without a path.</summary>
    [Required]
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>The address under which browsers reach this server, for all links. Empty: the address of the request, if it is known to be this server.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PublicAddress { get; set; } = "";

    /// <summary>How long a session token is valid after the start call, 10 min–10 h.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "10:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long an unused link to an exam in a frame is valid, 1–240 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "04:00:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Calls per key and minute, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerKey { get; set; } = 6000;

    /// <summary>Calls per session token and minute, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerToken { get; set; } = 300;

    /// <summary>Calls with neither, per network address and minute, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerAddress { get; set; } = 600;

    /// <summary>Wrong keys and tokens per network address and minute, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int WrongProofsPerAddress { get; set; } = 30;

    /// <summary>Face verifications per student and minute, successful or not, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int VerificationsPerStudent { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
            yield return new ValidationResult($"\"{origin}\" is not an origin such as https://jobgenie.example, without a star and without a path", [nameof(AllowedOrigins)]);
        if (PublicAddress.Length > 0 && !IsOrigin(PublicAddress.TrimEnd('/')))
            yield return new ValidationResult("must be an address such as https://proctoring.example", [nameof(PublicAddress)]);
    }

    static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } && !text.EndsWith('/') && !text.Contains('*', StringComparison.Ordinal);
}
