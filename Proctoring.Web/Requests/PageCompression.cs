using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Proctoring.Web.Requests;

/// <summary>Compresses the pages of visitors who have not signed in, such as candidates: to a third, which a slow line needs. Files are
/// compressed when the program is built.</summary>
internal static class PageCompression
{
    public static IServiceCollection AddPageCompression(this IServiceCollection services) =>
        services
            .AddResponseCompression(options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = ["text/html"];
            })
            .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal)
            .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);

    /// <summary>The length of a compressed page can reveal a secret in it to someone who chooses another part of the page. The page of a
    /// visitor who has not signed in holds nothing that the address and the visitor's own choices do not say. So this comes after the
    /// authentication.</summary>
    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(context => context.User.Identity?.IsAuthenticated != true, branch => branch.UseResponseCompression());
}
