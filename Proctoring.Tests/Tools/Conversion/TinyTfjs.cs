using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Conversion;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>Writes a TensorFlow.js graph model of a few nodes.</summary>
internal sealed class TinyTfjs
{
    readonly JsonArray nodes = [];
    readonly JsonArray weights = [];
    readonly List<byte> data = [];

    public TinyTfjs() => Node("Placeholder", "in");

    public string Node(string op, string name, string inputs = "", string attributes = "{}")
    {
        nodes.Add(
            new JsonObject
            {
                ["name"] = name,
                ["op"] = op,
                ["input"] = new JsonArray([
                    .. inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(input => JsonValue.Create(input)),
                ]),
                ["attr"] = JsonNode.Parse(attributes),
            }
        );
        return name;
    }

    /// <summary>A constant whose bytes are these values.</summary>
    public string Constant<T>(string name, string type, T[] values, int[] shape, string? quantization = null)
        where T : struct
    {
        Node("Const", name);
        var weight = new JsonObject
        {
            ["name"] = name,
            ["dtype"] = type,
            ["shape"] = JsonSerializer.SerializeToNode(shape),
        };
        if (quantization is not null)
            weight["quantization"] = JsonNode.Parse(quantization);
        weights.Add(weight);
        data.AddRange(MemoryMarshal.AsBytes<T>(values));
        return name;
    }

    public string Floats(string name, float[] values, params int[] shape) => Constant(name, "float32", values, shape);

    public string Ints(string name, params int[] values) => Constant(name, "int32", values, [values.Length]);

    /// <summary>The model.json, and its weights in two shards cut in the middle of a value.</summary>
    public (byte[] Json, byte[][] Shards) Files()
    {
        var root = new JsonObject
        {
            ["modelTopology"] = new JsonObject { ["node"] = nodes.DeepClone() },
            ["weightsManifest"] = new JsonArray(new JsonObject { ["paths"] = new JsonArray("a", "b"), ["weights"] = weights.DeepClone() }),
        };
        var cut = data.Count / 2 | 1;
        return (
            JsonSerializer.SerializeToUtf8Bytes(root),
            data.Count == 0
                ? []
                :
                [
                    [.. data[..cut]],
                    [.. data[cut..]],
                ]
        );
    }

    public byte[] Convert(string output, int[] input, TfjsCut? cut = null)
    {
        var (json, shards) = Files();
        return TfjsConverter.Convert(json, shards, new GraphNames("tiny", "image", ["out"]), cut ?? new TfjsCut("in", [output]), input);
    }

    public (float[] Values, long[] Shape) Run(string output, int[] input, float[] picture, TfjsCut? cut = null)
    {
        using var folder = new TemporaryFolder();
        using var model = new OnnxModel(folder.Write("tiny.onnx", Convert(output, input, cut)), "tiny", "1");
        using var result = model.Run(picture);
        return (result["out"].ToArray(), [.. result.Shape("out")]);
    }
}
