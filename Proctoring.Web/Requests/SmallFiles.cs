using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Proctoring.Web.Requests;

/// <summary>Compresses style sheets and scripts: a build has no compressed file for an address with a fingerprint. Pages and answers are
/// not compressed, because a compressed secret can be guessed by its length.</summary>
internal static class SmallFiles
{
    static readonly string[] Endings = [".css", ".js", ".svg"];

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static bool Are(HttpContext context) =>
        Endings.Any(ending => context.Request.Path.Value?.EndsWith(ending, StringComparison.OrdinalIgnoreCase) == true);
}
