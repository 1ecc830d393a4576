using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Web.Verbs;

/// <summary>The product's services for a verb: the same settings and registrations as the server's, without a server.</summary>
internal static class VerbHost
{
    /// <summary>Builds the services. Returns null and writes the reason if the settings or the native library are faulty.</summary>
    /// <param name="settings">Settings that replace the installation's.</param>
    public static WebApplication? Create(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = ContentRootLocator.Find() });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        // The output of a verb is its result; log lines would interrupt it.
        builder.Logging.ClearProviders();
        if (!StartUp.Check(builder.Configuration, builder.Environment, Console.Error))
            return null;
        builder.AddProctoring();
        // Only the server creates keys, at its first start.
        builder.Services.AddDataProtection().DisableAutomaticKeyGeneration();
        return builder.Build();
    }

    /// <summary>Runs work that needs the database. A server may run at the same time.</summary>
    /// <returns>The exit code.</returns>
    /// <param name="work">The work; its result is the exit code.</param>
    /// <param name="settings">Settings that replace the installation's.</param>
    public static async Task<int> RunAsync(Func<IServiceProvider, Task<int>> work, params (string Key, string Value)[] settings)
    {
        await using var host = Create(settings);
        if (host is null)
            return 1;
        try
        {
            if (await host.Services.GetRequiredService<DatabaseSetup>().IsReadyAsync(CancellationToken.None))
                return await work(host.Services);
            await Console.Error.WriteLineAsync(
                "The database is new, or of an earlier version. Start the server once: it prepares the database and creates the "
                    + "keys, which a verb never does."
            );
        }
        catch (KeysUnavailableException cause)
        {
            await Console.Error.WriteLineAsync(
                $"{cause.Message} If this is a new installation, start the server once: a verb never creates keys."
            );
        }
        catch (Exception cause) when (StorageFailure.IsUnavailable(cause) || cause is System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync($"The database or the data folder could not be used: {cause.GetBaseException().Message}");
        }

        return 1;
    }
}
