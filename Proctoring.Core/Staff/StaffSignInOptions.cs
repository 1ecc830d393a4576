using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core.Staff;

/// <summary>How staff sign in, and how long they stay signed in.</summary>
public sealed class StaffSignInOptions
{
    /// <summary>The time without a request or an act after which staff are signed out, 5 minutes to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How often an open page checks that its account is active and signed in, 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RecheckEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of wrong passwords for one account from one network address after which that address is locked out,
    /// 3–20.</summary>
    [Range(3, 20)]
    public int LockAfter { get; set; } = 5;

    /// <summary>The duration of the lockout, from the first wrong password, 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The number of sign-in attempts per network address and minute, 3–10,000.</summary>
    [Range(3, 10_000)]
    public int TriesPerMinute { get; set; } = 20;

    /// <summary>The lifetime of an invitation or a password link, 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan LinksHold { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The domain that passkeys belong to. Empty: the domain in the browser's address.</summary>
    [Required(AllowEmptyStrings = true)]
    public string PasskeyDomain { get; set; } = "";

    [Required]
    public OpenIdConnectSignInOptions OpenIdConnect { get; set; } = new();
}

/// <summary>Sign-in at the operator's own identity provider; off while Authority is empty.</summary>
public sealed class OpenIdConnectSignInOptions : IValidatableObject
{
    /// <summary>The name of the provider on the button.</summary>
    [Required, StringLength(60)]
    public string Name { get; set; } = "single sign-on";

    /// <summary>The provider's https address. Empty: off.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Authority { get; set; } = "";

    /// <summary>The id of this product at the provider.</summary>
    [Required(AllowEmptyStrings = true)]
    public string ClientId { get; set; } = "";

    /// <summary>The secret of this product at the provider; set it in an environment variable.</summary>
    [Required(AllowEmptyStrings = true)]
    public string ClientSecret { get; set; } = "";

    /// <summary>Whether to trust the provider's e-mail addresses even if it does not mark them as verified (email_verified).</summary>
    public bool TrustEmail { get; set; }

    public bool Enabled() => Authority.Length > 0;

    /// <summary>Whether the provider runs on this machine, which allows plain http.</summary>
    public bool IsLoopback() => Uri.TryCreate(Authority, UriKind.Absolute, out var address) && address.IsLoopback;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled())
            yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
            yield return new ValidationResult("must be an https address", [nameof(Authority)]);
        if (ClientId.Length == 0)
            yield return new ValidationResult("is required with an Authority", [nameof(ClientId)]);
    }
}
