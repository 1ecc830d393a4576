using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Integration;

/// <summary>Who may call the API, from which pages, and how often.</summary>
public sealed class ApiOptions : IValidatableObject
{
    /// <summary>Whether a browser may start exams without a key or token; unset: in Development only.</summary>
    public bool? Open { get; set; }

    /// <summary>Whether the server shows the OpenAPI document and its reference page. Unset: in Development only.</summary>
    public bool? Documentation { get; set; }

    /// <summary>The origins whose pages may call the API and embed an exam: scheme, host and port, without a path.</summary>
    [Required]
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>The address of this server for browsers, used in the links of answers; empty: the address of the call.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PublicAddress { get; set; } = "";

    /// <summary>How long a session token is valid after start-exam, 10 min–10 h; longer if the time limit of the exam requires
    /// it.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "10:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long the link to an embedded exam can be opened, 1–240 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "04:00:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Calls per minute of one key, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerKey { get; set; } = 6000;

    /// <summary>Calls per minute of one session token, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerToken { get; set; } = 300;

    /// <summary>Calls per minute without a key or token from one network address, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerAddress { get; set; } = 600;

    /// <summary>Wrong keys and tokens per minute from one network address, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int WrongProofsPerAddress { get; set; } = 30;

    /// <summary>Verifications per minute of one student, right or wrong, 1–1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int VerificationsPerStudent { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
            yield return new ValidationResult(
                $"\"{origin}\" is not an origin such as https://jobgenie.example; wildcards and paths are not supported",
                [nameof(AllowedOrigins)]
            );
        if (PublicAddress.Length > 0 && !IsOrigin(PublicAddress.TrimEnd('/')))
            yield return new ValidationResult("must be an address such as https://proctoring.example", [nameof(PublicAddress)]);
    }

    internal static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && !text.EndsWith('/')
        && !text.Contains('*', StringComparison.Ordinal);
}
