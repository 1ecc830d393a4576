namespace Proctoring.Web.Embedding;

/// <summary>Sets the headers for pages of other sites, which may frame the embedding pages and import the SDK.</summary>
internal static class EmbedHeaders
{
    static readonly PathString Frames = "/embed";
    static readonly PathString Sdk = "/sdk";

    /// <summary>Sets the origins that may frame the page of this request.</summary>
    public static string Ancestors(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Frames) ? context.RequestServices.GetRequiredService<EmbedOrigins>().Ancestors : "'self'";

    /// <summary>Every page may import the SDK: the API checks the SDK's calls.</summary>
    public static void UseSdkForOthers(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments(Sdk))
                {
                    context.Response.Headers.AccessControlAllowOrigin = "*";
                    context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                }

                return next(context);
            }
        );
}
