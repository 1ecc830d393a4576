using MudBlazor;

namespace Proctoring.Web.Components;

/// <summary>The addresses of MudBlazor's files. A build compresses files of packages only under their own names, not under those with a
/// fingerprint. With the package's version, browsers can store them for good all the same.</summary>
internal static class PackageFiles
{
    const string Folder = "/_content/MudBlazor/";
    const string ForGood = "max-age=31536000, immutable";

    static readonly string Version = typeof(MudTheme).Assembly.GetName().Version!.ToString(3);

    /// <summary>The style sheet, relative to the base address.</summary>
    public static string Style { get; } = Address("MudBlazor.min.css");

    /// <summary>The script, relative to the base address.</summary>
    public static string Script { get; } = Address("MudBlazor.min.js");

    /// <summary>Lets browsers store a file that was asked for with the version that this server has.</summary>
    public static void UsePackageFiles(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (IsStoredForGood(context.Request))
                {
                    context.Response.OnStarting(() =>
                    {
                        if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                            context.Response.Headers.CacheControl = ForGood;
                        return Task.CompletedTask;
                    });
                }

                return next(context);
            }
        );

    static bool IsStoredForGood(HttpRequest request) =>
        request.Path.Value?.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) == true && request.Query["v"] == Version;

    static string Address(string file) => $"{Folder[1..]}{file}?v={Version}";
}
