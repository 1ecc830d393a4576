using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Turns values into a form that is the same on every database, and hashes it.</summary>
internal static class Canonical
{
    /// <summary>Hashes fields so that no two different lists look alike: SHA-256, lower-case hex.</summary>
    public static string HexHash(params IEnumerable<object?> fields) => Convert.ToHexStringLower(Hash(fields));

    /// <summary>The same hash in 43 characters of base64url.</summary>
    public static string ShortHash(params IEnumerable<object?> fields) =>
        Convert.ToBase64String(Hash(fields)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Writes a value as text; null stays null.</summary>
    public static string? Text(object? field) =>
        field switch
        {
            null => null,
            // PostgreSQL stores microseconds.
            DateTime time => (time.ToUniversalTime().Ticks / 10).ToString(CultureInfo.InvariantCulture),
            // The databases return different numbers of trailing zeros.
            decimal number => number.ToString("0.00######", CultureInfo.InvariantCulture),
            Guid id => id.ToString("N"),
            Enum name => name.ToString(),
            byte[] bytes => Convert.ToHexStringLower(SHA256.HashData(bytes)),
            string text => text,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => JsonSerializer.Serialize(list.Cast<object?>().Select(Text)),
            _ => field.ToString(),
        };

    static byte[] Hash(IEnumerable<object?> fields) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields.Select(Text))));
}
