using System.Globalization;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Verbs;

/// <summary>The options of "key new".</summary>
/// <param name="Scopes">The scopes of the key.</param>
/// <param name="Expires">When the key expires, UTC; null for never.</param>
/// <param name="SameAs">The key of the same system; null for a new system.</param>
/// <param name="Limits">The limits of the key.</param>
internal sealed record KeyOptions(IReadOnlyList<string> Scopes, DateTime? Expires, string? SameAs, ApiKeyLimits Limits)
{
    const int MostDays = 36_500;

    /// <summary>Reads the options after the name; null if one is unknown or wrong.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="now">The time from which days count, UTC.</param>
    public static KeyOptions? Read(IReadOnlyList<string> arguments, DateTime now)
    {
        var read = new KeyOptions(ApiScopes.Usual, null, null, ApiKeyLimits.None);
        for (var at = 0; at < arguments.Count; at++)
        {
            if (arguments[at] == "--test")
            {
                read = read with { Limits = read.Limits with { IsTest = true } };
                continue;
            }

            if (++at == arguments.Count || read.With(arguments[at - 1], arguments[at], now) is not { } more)
                return null;
            read = more;
        }

        return read;
    }

    KeyOptions? With(string name, string value, DateTime now) =>
        name switch
        {
            "--scopes" => this with { Scopes = ApiScopes.Split(value) },
            "--same-as" => this with { SameAs = value },
            "--expires" when Expiry(value, now) is { } at => this with { Expires = at },
            "--calls-per-minute" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) => this with
            {
                Limits = Limits with { CallsPerMinute = calls },
            },
            "--origins" => this with { Limits = Limits with { Origins = value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) } },
            _ => null,
        };

    static DateTime? Expiry(string value, DateTime now)
    {
        if (value.EndsWith('d') && int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            return days is > 0 and < MostDays ? now.AddDays(days) : null;
        return DateTime.TryParse(
            value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var day
        )
            ? day
            : null;
    }
}
