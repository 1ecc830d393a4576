using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Integration;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Web.Embedding;

/// <summary>Finds the brand of a frame: that of the system that started the exam, and otherwise the operator's. This server checks and
/// serves the logos: the frame loads nothing from elsewhere.</summary>
internal sealed partial class Brands
{
    /// <summary>The path below which logos are served.</summary>
    public const string Path = "/embed-logo";

    readonly SystemBrandings systems;
    readonly EmbedLinks links;
    readonly ILogger<Brands> log;
    readonly CheckedPicture? logo;
    readonly string? logoFile;

    /// <exception cref="InvalidDataException">The operator's logo cannot be read; the message names the setting.</exception>
    public Brands(
        IOptions<ProctoringOptions> options,
        IHostEnvironment environment,
        SystemBrandings systems,
        EmbedLinks links,
        ILogger<Brands> log
    )
    {
        (this.systems, this.links, this.log) = (systems, links, log);
        var settings = options.Value.Branding;
        if (settings.LogoFile.Length > 0)
        {
            logo = Read(System.IO.Path.GetFullPath(settings.LogoFile, environment.ContentRootPath));
            logoFile = SystemBrandings.FileOf(logo);
        }

        Site = new Brand(Value(settings.Name), null, null, logoFile is null ? null : AddressOf(logoFile)).With(
            new ShownBranding(null, Value(settings.Color), Value(settings.DarkColor), null)
        );
    }

    /// <summary>The operator's brand.</summary>
    public Brand Site { get; }

    /// <summary>The address of a logo, relative to the site.</summary>
    public static string AddressOf(string file) => $"{Path[1..]}/{file}";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                $"{Path}/{{file}}",
                async (string file, Brands brands, HttpContext context) =>
                {
                    if (await brands.LogoAsync(file, context.RequestAborted) is not { } content)
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Results.Bytes(content, $"image/{System.IO.Path.GetExtension(file)[1..]}");
                }
            )
            .ExcludeFromDescription();

    /// <summary>Finds the brand of the exam that a ticket opens, also if the ticket was used. An expired ticket has the
    /// operator's.</summary>
    public async Task<Brand> OfTicketAsync(string ticket, CancellationToken cancellation) =>
        links.SessionOf(ticket) is { } session ? await OfSessionAsync(session, cancellation) : Site;

    /// <summary>Finds the brand of an exam.</summary>
    public async Task<Brand> OfSessionAsync(Guid session, CancellationToken cancellation)
    {
        try
        {
            return Site.With(await systems.OfSessionAsync(session, cancellation));
        }
        catch (Exception cause) when (!cancellation.IsCancellationRequested)
        {
            // The exam matters more than its colours. The page itself reports a database that is unavailable.
            LogNotFound(cause, session);
            return Site;
        }
    }

    async Task<byte[]?> LogoAsync(string file, CancellationToken cancellation) =>
        file == logoFile ? logo!.Content : await systems.LogoAsync(file, cancellation);

    static string? Value(string text) => text.Trim() is { Length: > 0 } value ? value : null;

    static CheckedPicture Read(string file)
    {
        const string setting = $"{ProctoringOptions.Section}:{nameof(ProctoringOptions.Branding)}:{nameof(BrandingOptions.LogoFile)}";
        byte[] content;
        try
        {
            // One byte more than the limit shows that a file is too large.
            using var stream = File.OpenRead(file);
            var buffer = new byte[SystemBrandings.LogoLimits.MaxBytes + 1];
            content = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{setting}: the file cannot be read. {cause.Message}", cause);
        }

        var inspection = PictureInspector.Inspect(content, SystemBrandings.LogoLimits);
        return inspection.Picture
            ?? throw new InvalidDataException(
                $"{setting}: {PictureRefusalText.Of(inspection.Refusal!.Value, SystemBrandings.LogoLimits)}"
            );
    }

    [LoggerMessage(LogLevel.Error, "The branding of session {Session} could not be read; the frame shows the site's")]
    partial void LogNotFound(Exception cause, Guid session);
}
