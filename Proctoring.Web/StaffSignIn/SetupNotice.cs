using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Web.Requests;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Prints the set-up link after the server has started, as long as there is no administrator.</summary>
internal sealed partial class SetupNotice(PublicAddress site, SetupLinks links, ILogger<SetupNotice> log) : IHostedLifecycleService
{
    /// <summary>The page on which the first administrator is made.</summary>
    public const string Path = "/set-up";

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await links.MakeAsync(cancellationToken) is { } secret)
                await Console.Out.WriteLineAsync(Text(site.OrListening, secret));
        }
        catch (Exception cause) when (StorageFailure.IsUnavailable(cause))
        {
            // A database that restarts at this moment must not end a server that has started.
            LogNoLink(cause);
        }
    }

    /// <summary>Lines that stand out in a console.</summary>
    public static string Text(string address, string secret)
    {
        var line = new string('=', 78);
        return $"""

            {line}
              There is no administrator yet. Open this link to make the first account:

              {PublicAddress.Openable(address)}{Path}?code={secret}

              It works once, for {SetupLinks.Holds.TotalHours:0} hours. Behind a proxy, use your site's own address instead.
              For a new link: {ContentRootLocator.Command("setup-link")}
            {line}

            """;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        LogLevel.Warning,
        "The database is unavailable, so it is not known whether there is an administrator. For a set-up link, run setup-link"
    )]
    partial void LogNoLink(Exception cause);
}
