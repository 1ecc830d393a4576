using System.Buffers;
using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Turns values into a form that is the same on every database, and hashes it.</summary>
internal static class Canonical
{
    /// <summary>A larger buffer is not kept.</summary>
    const int LargestKept = 1 << 20;

    /// <summary>The databases return different numbers of trailing zeros.</summary>
    const string DecimalFormat = "0.00######";

    [ThreadStatic]
    static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? kept;

    /// <summary>Hashes fields so that no two different lists look alike: SHA-256, lower-case hex.</summary>
    public static string HexHash(params IEnumerable<object?> fields)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(fields, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The same hash in 43 characters of base64url.</summary>
    public static string ShortHash(params IEnumerable<object?> fields)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(fields, hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>Writes a value as text; null stays null.</summary>
    public static string? Text(object? field) =>
        field switch
        {
            null => null,
            // PostgreSQL stores microseconds.
            DateTime time => (time.ToUniversalTime().Ticks / 10).ToString(CultureInfo.InvariantCulture),
            decimal number => number.ToString(DecimalFormat, CultureInfo.InvariantCulture),
            Guid id => id.ToString("N"),
            Enum name => name.ToString(),
            byte[] bytes => Convert.ToHexStringLower(SHA256.HashData(bytes)),
            string text => text,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => JsonSerializer.Serialize(list.Cast<object?>().Select(Text)),
            _ => field.ToString(),
        };

    /// <summary>Hashes a JSON array of the fields' texts.</summary>
    static void Hash(IEnumerable<object?> fields, Span<byte> hash)
    {
        // Taken, not shared: a field may itself be a hash that is computed while the fields are enumerated.
        var (buffer, json) = kept ?? Create();
        kept = null;
        json.WriteStartArray();
        foreach (var field in fields)
            Write(json, field);
        json.WriteEndArray();
        json.Flush();
        SHA256.HashData(buffer.WrittenSpan, hash);
        if (buffer.Capacity > LargestKept)
            return;
        json.Reset();
        buffer.ResetWrittenCount();
        kept = (buffer, json);
    }

    static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer));
    }

    /// <summary>Writes what <see cref="Text"/> returns, for the most frequent types without a string.</summary>
    static void Write(Utf8JsonWriter json, object? field)
    {
        if (field is JsonEncodedText encoded)
        {
            json.WriteStringValue(encoded);
            return;
        }

        // A text that does not fit is written as a string.
        Span<char> text = stackalloc char[32];
        var length = 0;
        var written = field switch
        {
            DateTime time => (time.ToUniversalTime().Ticks / 10).TryFormat(text, out length, default, CultureInfo.InvariantCulture),
            Guid id => id.TryFormat(text, out length, "N"),
            int number => number.TryFormat(text, out length, default, CultureInfo.InvariantCulture),
            long number => number.TryFormat(text, out length, default, CultureInfo.InvariantCulture),
            double number => number.TryFormat(text, out length, default, CultureInfo.InvariantCulture),
            decimal number => number.TryFormat(text, out length, DecimalFormat, CultureInfo.InvariantCulture),
            _ => false,
        };
        if (written)
            json.WriteStringValue(text[..length]);
        else
            json.WriteStringValue(Text(field));
    }
}
