using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Proctoring.Web.Api;

/// <summary>Shortens a body that is nested too deeply. Its upper levels, and so a result, stay as they are.</summary>
internal static class DeepValues
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Replaces each object and list below the deepest level by null.</summary>
    /// <param name="json">The body in UTF-8.</param>
    /// <param name="levels">The number of levels that stay.</param>
    /// <returns>The body, the number of values that were replaced, and the SHA-256 of their bytes in the order of the body.</returns>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static (byte[] Json, int LeftOut, byte[] Hash) Cut(ReadOnlySpan<byte> json, int levels)
    {
        if (json.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        // No body has more levels than bytes. The reader does not recurse.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = json.Length + 1 });
        var kept = new ArrayBufferWriter<byte>();
        var (copied, leftOut) = (0, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || reader.CurrentDepth < levels)
                continue;
            var start = (int)reader.TokenStartIndex;
            kept.Write(json[copied..start]);
            kept.Write("null"u8);
            reader.Skip();
            copied = (int)reader.BytesConsumed;
            hash.AppendData(json[start..copied]);
            leftOut++;
        }

        kept.Write(json[copied..]);
        return (kept.WrittenSpan.ToArray(), leftOut, hash.GetHashAndReset());
    }
}
