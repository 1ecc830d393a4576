using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Proctoring.Core.Notifications;

/// <summary>Makes the HTTP connections of webhooks. They lead to public addresses only, so that the holder of an API key cannot reach the
/// operator's own machines through this server.</summary>
internal sealed class WebhookConnections : IDisposable
{
    /// <summary>Networks that are not part of the public Internet (RFC 6890 and its successors), or that contain an IPv4 address in a form
    /// that hides it.</summary>
    static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    readonly bool allowPrivate;
    readonly TimeProvider time;

    public WebhookConnections(IOptions<ProctoringOptions> options, TimeProvider time)
    {
        this.time = time;
        allowPrivate = options.Value.Webhooks.AllowPrivateNetworks;
        Client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 16,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public HttpClient Client { get; }

    /// <summary>Sends a message once.</summary>
    /// <param name="message">The message, to an address without a <see cref="Mistake"/>.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    public async Task<DeliveryResult> PostAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            return answer.IsSuccessStatusCode
                ? new DeliveryResult(true, status, null)
                : new DeliveryResult(false, status, string.Create(CultureInfo.InvariantCulture, $"The receiver answered {status}"))
                {
                    RetryAfter = WaitOf(answer.Headers.RetryAfter),
                };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryResult(false, null, "The receiver did not answer within ten seconds");
        }
        catch (Exception cause) when (cause is HttpRequestException or SocketException or IOException)
        {
            return new DeliveryResult(false, null, cause.GetBaseException().Message);
        }
    }

    /// <summary>The delay of the header Retry-After, which names seconds or a date.</summary>
    TimeSpan? WaitOf(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - time.GetUtcNow();

    /// <summary>The mistake in an address of a webhook; null without one.</summary>
    public string? Mistake(string url) =>
        url.Length > 2000 ? "is longer than 2000 characters"
        : !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? "is not a web address"
        : address.UserInfo.Length > 0 || address.Fragment.Length > 0 ? "may not contain a user, a password or a fragment"
        : allowPrivate ? null
        : address.Scheme == "http" ? "must begin with https://"
        : address.IsLoopback || (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal) && !IsPublic(literal))
            ? "leads to a private network"
        : null;

    /// <summary>Whether an address is on the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !NotPublic.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    public void Dispose() => Client.Dispose();

    // The addresses that are checked are the ones that are used: a name that leads elsewhere the next time has no effect.
    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        var usable = allowPrivate ? found : Array.FindAll(found, IsPublic);
        if (usable.Length == 0)
            throw new HttpRequestException("The address leads to a private network");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
