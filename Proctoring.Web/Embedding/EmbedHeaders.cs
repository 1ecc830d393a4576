namespace Proctoring.Web.Embedding;

/// <summary>What the pages of other sites may do with us: hold the embedding pages in a frame, and import the SDK.</summary>
internal static class EmbedHeaders
{
    static readonly PathString Frames = "/embed";
    static readonly PathString Sdk = "/sdk";

    /// <summary>Who may hold the page of this request in a frame.</summary>
    public static string Ancestors(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Frames) ? context.RequestServices.GetRequiredService<EmbedOrigins>().Ancestors : "'self'";

    /// <summary>The SDK is for every page: what it asks for is checked where it is asked.</summary>
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
