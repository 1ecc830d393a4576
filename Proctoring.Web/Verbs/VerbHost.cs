using Proctoring.Core.Storage;

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
        return StartUp.Check(builder.Configuration, builder.Environment, Console.Error) ? builder.AddProctoring().Build() : null;
    }

    /// <summary>Runs what needs the database; the result is the exit code.</summary>
    public static async Task<int> RunAsync(Func<IServiceProvider, Task<int>> work)
    {
        await using var host = Create();
        if (host is null)
            return 1;
        try
        {
            await host.Services.GetRequiredService<DatabaseSetup>().RunAsync(CancellationToken.None);
        }
        catch (Exception cause) when (cause is System.Data.Common.DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"The database could not be opened or brought up to date: {cause.GetBaseException().Message}");
            return 1;
        }

        return await work(host.Services);
    }
}
