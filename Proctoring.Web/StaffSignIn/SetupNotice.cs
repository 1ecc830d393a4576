using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Proctoring.Core.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Prints the set-up link once the server listens, while there is no administrator.</summary>
internal sealed class SetupNotice(IServer server, SetupLinks links) : IHostedLifecycleService
{
    /// <summary>Where the first administrator is made.</summary>
    public const string Path = "/set-up";

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await links.MakeAsync(cancellationToken) is { } secret)
            await Console.Out.WriteLineAsync(Text(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(), secret));
    }

    /// <summary>The lines that a person can't overlook.</summary>
    public static string Text(string? address, string secret)
    {
        var line = new string('=', 78);
        // A server that listens everywhere is reached by some name, of which this machine's own is always one.
        var site = (address ?? "http://localhost:5080").Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("[::]", "localhost", StringComparison.Ordinal).Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal).TrimEnd('/');
        return $"""

            {line}
              There is no administrator yet. Open this link to make the first account:

              {site}{Path}?code={secret}

              It works once, for {SetupLinks.Holds.TotalHours:0} hours. Behind a proxy, put the site's own name in front.
              A new link: dotnet run --project Proctoring.Web -- setup-link
            {line}

            """;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
