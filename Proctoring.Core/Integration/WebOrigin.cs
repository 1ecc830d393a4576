using System.Globalization;

namespace Proctoring.Core.Integration;

/// <summary>Writes origins as browsers send them.</summary>
internal static class WebOrigin
{
    /// <summary>The origin in small letters, with an international name in its ASCII form and without the usual port.</summary>
    /// <param name="text">An origin of <see cref="ApiOptions.IsOrigin"/>.</param>
    public static string Of(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return text;
        // IdnHost leaves out the brackets of an IPv6 address.
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort
            ? $"{uri.Scheme}://{host.ToLowerInvariant()}"
            : string.Create(CultureInfo.InvariantCulture, $"{uri.Scheme}://{host.ToLowerInvariant()}:{uri.Port}");
    }
}
