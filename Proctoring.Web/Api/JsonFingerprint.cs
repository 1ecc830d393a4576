using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Proctoring.Web.Api;

/// <summary>A hash of a JSON value that depends on its meaning and not on its notation.</summary>
internal static class JsonFingerprint
{
    /// <summary>Returns the SHA-256 of a value. The order of members, white space and escapes do not count; a number counts as it is
    /// written.</summary>
    /// <param name="value">A value in which no object has a member twice.</param>
    public static byte[] Of(JsonElement value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, value);
        return hash.GetHashAndReset();
    }

    static void Add(IncrementalHash hash, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                hash.AppendData("{"u8);
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    AddText(hash, Encoding.UTF8.GetBytes(member.Name));
                    Add(hash, member.Value);
                }

                hash.AppendData("}"u8);
                break;
            case JsonValueKind.Array:
                hash.AppendData("["u8);
                foreach (var entry in value.EnumerateArray())
                    Add(hash, entry);
                hash.AppendData("]"u8);
                break;
            case JsonValueKind.String:
                AddText(hash, TextOf(value));
                break;
            default:
                hash.AppendData(JsonMarshal.GetRawUtf8Value(value));
                hash.AppendData(","u8);
                break;
        }
    }

    /// <summary>With its length, so that no text can look like the end of itself.</summary>
    static void AddText(IncrementalHash hash, ReadOnlySpan<byte> text)
    {
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{text.Length}:")));
        hash.AppendData(text);
    }

    static ReadOnlySpan<byte> TextOf(JsonElement value)
    {
        // Pictures are long, and contain no escapes.
        var written = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!written.Contains((byte)'\\'))
            return written;
        try
        {
            return Encoding.UTF8.GetBytes(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, in a member that no call reads.
            return written;
        }
    }
}
