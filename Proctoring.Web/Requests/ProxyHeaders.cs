using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Proctoring.Web.Requests;

/// <summary>
/// Takes the browser's address and scheme from the headers of the listed reverse proxies only. Any client can send
/// such headers.
/// </summary>
internal static class ProxyHeaders
{
    public static IServiceCollection AddProxyHeaders(this IServiceCollection services, IReadOnlyCollection<string> proxies) =>
        // After ASPNETCORE_FORWARDEDHEADERS_ENABLED, which would trust every sender.
        services.PostConfigure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                proxies.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
            // Each step of a chain of proxies must be in the list.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
                options.KnownIPNetworks.Add(Network(proxy));
        });

    static IPNetwork Network(string proxy) =>
        IPNetwork.TryParse(proxy, out var network)
            ? network
            : IPNetwork.Parse($"{proxy}/{(proxy.Contains(':', StringComparison.Ordinal) ? 128 : 32)}");
}
