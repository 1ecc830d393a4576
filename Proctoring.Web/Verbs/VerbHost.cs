namespace Proctoring.Web.Verbs;

/// <summary>The product's parts for a verb: the same settings and registrations as the server's, without a server.</summary>
internal static class VerbHost
{
    /// <summary>Null where the settings or the native library are not in order; the reason has been said.</summary>
    public static WebApplication? Create()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = ContentRootLocator.Find() });
        // A verb's own lines are its output; a log would come between them.
        builder.Logging.ClearProviders();
        return StartUp.Check(builder.Configuration, Console.Error) ? builder.AddProctoring().Build() : null;
    }
}
