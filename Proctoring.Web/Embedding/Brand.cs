using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Web.Embedding;

/// <summary>The operator's name, logo and colours of the frame. The logo is read once, checked, and served by this server: the frame loads
/// nothing from elsewhere.</summary>
internal sealed class Brand
{
    /// <summary>The path below which the logo is served.</summary>
    public const string Path = "/embed-logo";

    const string ProductName = "JobGenie Proctoring";

    const int MostBytes = 256 * 1024;

    static readonly PictureLimits Limits =
        new(MostBytes, 4 * PictureLimits.Megapixel, MinSide: 16, DecodedPixels: PictureLimits.Megapixel);

    readonly CheckedPicture? logo;

    /// <exception cref="InvalidDataException">The logo cannot be read; the message names the setting.</exception>
    public Brand(IOptions<ProctoringOptions> options, IHostEnvironment environment)
    {
        var settings = options.Value.Branding;
        Name = settings.Name.Trim() is { Length: > 0 } name ? name : null;
        if (settings.Color.Length > 0)
        {
            Color = settings.Color;
            DarkColor = settings.DarkColor.Length > 0 ? settings.DarkColor : ColorContrast.LightenedForDark(settings.Color);
        }

        if (settings.LogoFile.Length == 0)
            return;
        logo = Read(System.IO.Path.GetFullPath(settings.LogoFile, environment.ContentRootPath));
        LogoFile = $"{Convert.ToHexStringLower(SHA256.HashData(logo.Content))[..16]}.{logo.ContentType[6..]}";
    }

    /// <summary>The operator's name; null without one.</summary>
    public string? Name { get; }

    /// <summary>The name in titles of pages.</summary>
    public string Title => Name ?? ProductName;

    /// <summary>The colour on light pages; null for the product's.</summary>
    public string? Color { get; }

    /// <summary>The colour on dark pages; null for the product's.</summary>
    public string? DarkColor { get; }

    /// <summary>The logo's address, relative to the site; null without a logo. It changes with the bytes.</summary>
    public string? Logo => LogoFile is null ? null : string.Create(CultureInfo.InvariantCulture, $"{Path[1..]}/{LogoFile}");

    string? LogoFile { get; }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                $"{Path}/{{file}}",
                (string file, Brand brand, HttpContext context) =>
                {
                    if (brand.logo is not { } logo || file != brand.LogoFile)
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Results.Bytes(logo.Content, logo.ContentType);
                }
            )
            .ExcludeFromDescription();

    static CheckedPicture Read(string file)
    {
        const string setting = $"{ProctoringOptions.Section}:{nameof(ProctoringOptions.Branding)}:{nameof(BrandingOptions.LogoFile)}";
        byte[] content;
        try
        {
            // One byte more than the limit shows that a file is too large.
            using var stream = File.OpenRead(file);
            var buffer = new byte[Limits.MaxBytes + 1];
            content = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{setting}: the file cannot be read. {cause.Message}", cause);
        }

        var inspection = PictureInspector.Inspect(content, Limits);
        return inspection.Picture
            ?? throw new InvalidDataException($"{setting}: {PictureRefusalText.Of(inspection.Refusal!.Value, Limits)}");
    }
}
