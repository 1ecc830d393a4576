using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Proctoring.Core.Observations;

/// <summary>Packs observations into few bytes and unpacks them. It works on the JSON of <see cref="Observation"/>, so a new fact needs no
/// change here. Each observation is split into its shape (the JSON with holes; a session has few shapes) and the values in the holes. The
/// values of one hole are stored together, numbers as differences, and everything is compressed.</summary>
public static class ObservationSeries
{
    /// <summary>The first byte of packed content: the number of its format.</summary>
    const byte Version = 1;

    const int Quality = 9;

    /// <summary>The largest window with which the encoder of quality 9 does not reserve and search tables of 32 MB. A signal of the page is
    /// packed in 0.02 ms and not in 4.7, into as many bytes (docs/performance.md).</summary>
    const int Window = 16;

    /// <summary>Marks a value's place in a shape. Inside JSON strings, where this character could occur, it is escaped.</summary>
    const char Hole = '\u0001';

    /// <summary>Returns the observation in its stored form, with rounded numbers. Rules must judge this one, or a replay would judge other
    /// numbers.</summary>
    public static Observation Round(Observation observation) =>
        JsonSerializer.Deserialize<Observation>(JsonSerializer.SerializeToUtf8Bytes(observation, SeriesJson.Options), SeriesJson.Options)!;

    /// <summary>Packs observations.</summary>
    public static byte[] Pack(IReadOnlyList<Observation> observations)
    {
        List<string> shapes = [];
        List<List<List<string>>> columns = [];
        List<int> rows = [];
        foreach (var observation in observations)
        {
            var (shape, values) = Part(JsonSerializer.SerializeToUtf8Bytes(observation, SeriesJson.Options));
            var index = shapes.IndexOf(shape);
            if (index < 0)
            {
                index = shapes.Count;
                shapes.Add(shape);
                columns.Add([.. values.Select(_ => new List<string>())]);
            }

            rows.Add(index);
            for (var hole = 0; hole < values.Count; hole++)
                columns[index][hole].Add(values[hole]);
        }

        var text = new Packed(shapes, rows, [.. columns.Select(shape => shape.Select(Columns.Shrink).ToList())]);
        var plain = JsonSerializer.SerializeToUtf8Bytes(text, SeriesJson.Options);
        var content = new byte[1 + BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        content[0] = Version;
        if (!BrotliEncoder.TryCompress(plain, content.AsSpan(1), out var written, Quality, Window))
            throw new InvalidOperationException("The observations could not be compressed.");
        return content[..(1 + written)];
    }

    /// <summary>Unpacks observations.</summary>
    /// <exception cref="InvalidDataException">The content is damaged, or from a later version.</exception>
    public static IReadOnlyList<Observation> Unpack(byte[] content)
    {
        if (content.Length == 0 || content[0] != Version)
            throw new InvalidDataException(
                $"The observations are packed in format {(content.Length == 0 ? "none" : content[0])}, not {Version}."
            );
        using var brotli = new BrotliStream(new MemoryStream(content, 1, content.Length - 1), CompressionMode.Decompress);
        try
        {
            var packed =
                JsonSerializer.Deserialize<Packed>(brotli, SeriesJson.Options)
                ?? throw new InvalidDataException("The observations are empty.");
            var columns = packed.Columns.Select(shape => shape.Select(column => new Queue<string>(Columns.Grow(column))).ToList()).ToList();
            return [.. packed.Rows.Select(row => Join(packed.Shapes[row], columns[row]))];
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("The observations are damaged.", damage);
        }
    }

    static (string Shape, List<string> Values) Part(byte[] json)
    {
        var shape = new StringBuilder();
        List<string> values = [];
        var reader = new Utf8JsonReader(json);
        var copied = 0;
        while (reader.Read())
        {
            if (
                reader.TokenType
                is JsonTokenType.PropertyName
                    or JsonTokenType.StartArray
                    or JsonTokenType.EndArray
                    or JsonTokenType.StartObject
                    or JsonTokenType.EndObject
            )
                continue;
            var start = (int)reader.TokenStartIndex;
            shape.Append(Encoding.UTF8.GetString(json, copied, start - copied)).Append(Hole);
            copied = (int)reader.BytesConsumed;
            values.Add(Encoding.UTF8.GetString(json, start, copied - start));
        }

        return (shape.Append(Encoding.UTF8.GetString(json, copied, json.Length - copied)).ToString(), values);
    }

    static Observation Join(string shape, List<Queue<string>> columns)
    {
        var json = new StringBuilder();
        var hole = 0;
        foreach (var letter in shape)
            _ = letter == Hole ? json.Append(columns[hole++].Dequeue()) : json.Append(letter);
        return JsonSerializer.Deserialize<Observation>(json.ToString(), SeriesJson.Options)!;
    }

    sealed record Packed(List<string> Shapes, List<int> Rows, List<List<List<string>>> Columns);
}
