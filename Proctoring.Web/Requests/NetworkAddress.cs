using System.Net;
using System.Net.Sockets;

namespace Proctoring.Web.Requests;

/// <summary>
/// The network address of a request, as limits count it. A household or a phone has a whole /64 network of IPv6 addresses, so limits
/// count the network.
/// </summary>
internal static class NetworkAddress
{
    const int NetworkBytes = 8;

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
