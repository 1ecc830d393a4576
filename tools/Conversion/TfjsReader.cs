using System.Runtime.InteropServices;
using System.Text.Json;

namespace Proctoring.Tools.Conversion;

/// <summary>Reads a TensorFlow.js graph model: its model.json, and the shards with the concatenated constants.</summary>
/// <remarks>Older files have no <c>format</c> and number their types. Neither is needed, because the list of weights has separate
/// types.</remarks>
internal static class TfjsReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="json">The whole model.json.</param>
    /// <param name="shards">The files that it lists as weights, in its order.</param>
    /// <exception cref="ConversionException">The bytes are not a TensorFlow.js graph model.</exception>
    public static TfjsModel Read(byte[] json, IReadOnlyList<byte[]> shards)
    {
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(json);
            var nodes = root.GetProperty("modelTopology")
                .GetProperty("node")
                .EnumerateArray()
                .Select(ReadNode)
                .ToDictionary(node => node.Name);
            var weights = root.GetProperty("weightsManifest")
                .EnumerateArray()
                .SelectMany(group => group.GetProperty("weights").EnumerateArray());
            return new TfjsModel(nodes, ReadConstants(weights, [.. shards.SelectMany(shard => shard)]));
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ConversionException("The file is not the model.json of a TensorFlow.js graph model.", e);
        }
    }

    static TfjsNode ReadNode(JsonElement node) =>
        new(
            node.GetProperty("name").GetString()!,
            node.GetProperty("op").GetString()!,
            node.TryGetProperty("input", out var inputs) ? [.. inputs.EnumerateArray().Select(input => input.GetString()!)] : [],
            new TfjsAttributes(node.TryGetProperty("attr", out var attributes) ? attributes : null)
        );

    static Dictionary<string, TfjsConstant> ReadConstants(IEnumerable<JsonElement> weights, byte[] data)
    {
        var constants = new Dictionary<string, TfjsConstant>();
        var position = 0;
        foreach (var weight in weights)
        {
            var name = weight.GetProperty("name").GetString()!;
            var shape = weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToArray();
            var type = weight.GetProperty("dtype").GetString()!;
            var quantization = weight.TryGetProperty("quantization", out var found) ? found : default(JsonElement?);
            var stored = quantization?.GetProperty("dtype").GetString() ?? type;
            var length = shape.Aggregate(1, (product, size) => product * size) * SizeOf(stored, name);
            if (position + length > data.Length)
                throw new ConversionException($"The weights of the TensorFlow.js model end before {name}.");

            constants[name] = new TfjsConstant(shape, Scaled(Values(stored, data.AsSpan(position, length)), quantization, type));
            position += length;
        }

        return position == data.Length
            ? constants
            : throw new ConversionException($"The weights of the TensorFlow.js model have {data.Length - position} bytes too many.");
    }

    static int SizeOf(string type, string name) =>
        type switch
        {
            "float32" or "int32" => 4,
            "float16" or "uint16" => 2,
            "uint8" or "bool" => 1,
            _ => throw new ConversionException(
                $"The constant {name} of the TensorFlow.js model is of the type {type}, which can't be converted."
            ),
        };

    static double[] Values(string type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            "float32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
            "float16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (double)value),
            "int32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), value => (double)value),
            "uint16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), value => (double)value),
            _ => Array.ConvertAll(bytes.ToArray(), value => (double)value),
        };

    // Halves stay unchanged; a whole number n means min + scale · n.
    static double[] Scaled(double[] values, JsonElement? quantization, string type)
    {
        if (quantization is not { } given || !given.TryGetProperty("scale", out var scale))
            return values;

        var (factor, least) = (scale.GetDouble(), given.GetProperty("min").GetDouble());
        return Array.ConvertAll(values, value => type == "int32" ? Math.Round(value * factor + least) : value * factor + least);
    }
}
