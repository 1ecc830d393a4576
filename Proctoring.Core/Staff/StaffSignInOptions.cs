using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Staff;

/// <summary>How staff sign in, and how long that holds.</summary>
public sealed class StaffSignInOptions
{
    /// <summary>Signed out after so long without a request or an act, 5 minutes to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How soon an open page notices that its account was switched off or signed out elsewhere, 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RecheckEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wrong passwords in a row that lock an account, 3–20.</summary>
    [Range(3, 20)]
    public int LockAfter { get; set; } = 5;

    /// <summary>How long it stays locked, 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Tries to sign in per network address and minute, 3–10,000.</summary>
    [Range(3, 10_000)]
    public int TriesPerMinute { get; set; } = 20;

    /// <summary>How long an invitation or a link to a new password holds, 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan LinksHold { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The domain that passkeys belong to; empty: the one in the browser's address.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PasskeyDomain { get; set; } = "";

    [Required]
    public OpenIdConnectSignInOptions OpenIdConnect { get; set; } = new();
}

/// <summary>Signing in at the operator's own identity provider; off while no authority is named.</summary>
public sealed class OpenIdConnectSignInOptions : IValidatableObject
{
    /// <summary>What the button says.</summary>
    [Required, StringLength(60)]
    public string Name { get; set; } = "single sign-on";

    /// <summary>The provider's address, https; empty: off.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Authority { get; set; } = "";

    [Required(AllowEmptyStrings = true)]
    public string ClientId { get; set; } = "";

    [Required(AllowEmptyStrings = true)]
    public string ClientSecret { get; set; } = "";

    /// <summary>Whether the provider's e-mail addresses are taken as proved though it does not say so (email_verified).</summary>
    public bool TrustEmail { get; set; }

    public bool Enabled() => Authority.Length > 0;

    /// <summary>Plain http is for a provider on the same machine.</summary>
    public bool IsLoopback() => Uri.TryCreate(Authority, UriKind.Absolute, out var address) && address.IsLoopback;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled())
            yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
            yield return new ValidationResult("must be an https address", [nameof(Authority)]);
        if (ClientId.Length == 0)
            yield return new ValidationResult("is needed where an Authority is named", [nameof(ClientId)]);
    }
}
