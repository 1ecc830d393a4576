using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Requests;

/// <summary>
/// The address of this site as browsers reach it. The Host header names any site that its sender likes, so links use the configured
/// address, or a host that is known to be this server.
/// </summary>
internal sealed class PublicAddress(
    IOptions<ProctoringOptions> options,
    IConfiguration configuration,
    IHostEnvironment environment,
    IServer server
)
{
    /// <summary>The address of a server without a setting for it.</summary>
    public const string Default = "http://localhost:5080";

    readonly Uri? configured = options.Value.Api.PublicAddress is { Length: > 0 } address ? new Uri(address) : null;
    readonly string path = options.Value.PathBase;
    readonly bool trustsHost = environment.IsDevelopment() || SettingsCheck.RestrictsHosts(configuration);

    /// <summary>The configured address of the site, without a slash at the end; null without the setting.</summary>
    public string? Configured => configured is null ? null : configured.GetLeftPart(UriPartial.Authority) + path;

    /// <summary>The configured address, or the one that the server listens on.</summary>
    public string OrListening => Configured ?? Listening(server) + path;

    /// <summary>The first address that the server listens on, with a name that browsers on the same machine can open.</summary>
    public static string Listening(IServer server) =>
        Openable(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? Default);

    /// <summary>The address of the site, without a slash at the end.</summary>
    public string Of(HttpRequest request)
    {
        if (Configured is { } address)
            return address;
        return trustsHost || IsThisServer(request) ? $"{request.Scheme}://{request.Host}{path}" : Listening(server) + path;
    }

    /// <summary>Gives each request the configured address, so that redirects, cookies and checks of origins use it as well.</summary>
    public Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (configured is not null)
        {
            context.Request.Scheme = configured.Scheme;
            context.Request.Host = configured.IsDefaultPort
                ? new HostString(configured.Host)
                : new HostString(configured.Host, configured.Port);
        }

        return next(context);
    }

    /// <summary>An address to listen on, with "localhost" in place of addresses that mean every network.</summary>
    public static string Openable(string address) =>
        address
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal)
            .TrimEnd('/');

    /// <summary>Whether the Host header names the machine that the request reached: by the address of the connection, or by its own
    /// name.</summary>
    static bool IsThisServer(HttpRequest request)
    {
        var (host, connection) = (request.Host.Host, request.HttpContext.Connection);
        if (IPAddress.TryParse(host.Trim('[', ']'), out var named))
            return connection.LocalIpAddress is { } reached && Plain(named).Equals(Plain(reached));
        return host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            || (
                connection.LocalIpAddress is { } local
                && IPAddress.IsLoopback(local)
                && (
                    host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                    || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
                )
            );
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
