using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Proctoring.Core;

/// <summary>This server's place among several servers on one database. Without an address, the server is alone and opens no port for
/// others.</summary>
public sealed class NodeOptions : IValidatableObject
{
    /// <summary>The address and port on which this server listens for the other servers, such as 10.0.0.1:11111. Only they may reach it:
    /// the connections are neither authenticated nor encrypted. Empty: this server is alone.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Address { get; set; } = "";

    /// <summary>The address and port under which the other servers reach this one, if it is another. Empty: the same.</summary>
    [Required(AllowEmptyStrings = true)]
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>How long a server that is told to stop still serves, while /ready answers 503, so that the load balancer sends new
    /// connections to other servers, 0–5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether there are other servers.</summary>
    internal bool InCluster => Address.Length > 0;

    internal IPEndPoint Listening => IPEndPoint.Parse(Address);

    internal IPEndPoint Advertised => AdvertisedAddress.Length > 0 ? IPEndPoint.Parse(AdvertisedAddress) : Listening;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (key, text) in new[] { (nameof(Address), Address), (nameof(AdvertisedAddress), AdvertisedAddress) })
        {
            if (text.Length > 0 && (!IPEndPoint.TryParse(text, out var point) || point.Port == 0))
                yield return new ValidationResult($"\"{text}\" is not an address with a port, such as 10.0.0.1:11111", [key]);
        }

        if (AdvertisedAddress.Length == 0 && IPEndPoint.TryParse(Address, out var any) && IsAny(any.Address))
            yield return new ValidationResult(
                $"other servers cannot reach {any.Address}; set the address that they use",
                [nameof(AdvertisedAddress)]
            );
    }

    static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
