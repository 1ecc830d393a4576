namespace Proctoring.Core.Storage.Staff;

/// <summary>The name, logo and colours of the frame in the exams that one system starts.</summary>
public sealed class SystemBranding
{
    /// <summary>The system, see <see cref="ApiKey.OwnerId"/>.</summary>
    public Guid OwnerId { get; init; }

    /// <summary>The name beside the logo; null for none.</summary>
    public string? Name { get; set; }

    /// <summary>The colour on light pages, such as "#0b5563"; null for the server's.</summary>
    public string? Color { get; set; }

    /// <summary>The colour on dark pages; null for a lighter shade of <see cref="Color"/>.</summary>
    public string? DarkColor { get; set; }

    /// <summary>The checked picture, without metadata; null for none.</summary>
    public byte[]? Logo { get; set; }

    /// <summary>The hash and the format of the logo, which are its address; null without a logo.</summary>
    public string? LogoFile { get; set; }

    public DateTime ChangedAt { get; set; }
}
