using System.Text.Json;

namespace Proctoring.Tools.Conversion;

/// <summary>The result of a node of a TensorFlow.js graph: a constant, or a tensor that the converted graph computes.</summary>
/// <param name="Shape">Its dimensions in the original's order.</param>
internal abstract record TfjsValue(int[] Shape);

/// <summary>A constant of a TensorFlow.js graph; whole numbers, halves and flags are doubles too, without loss.</summary>
internal sealed record TfjsConstant(int[] Shape, double[] Values) : TfjsValue(Shape)
{
    public int Int(int index = 0) => (int)Values[index];

    public int[] Ints() => Array.ConvertAll(Values, value => (int)value);

    public float[] Floats() => Array.ConvertAll(Values, value => (float)value);
}

/// <summary>One node of a TensorFlow.js graph, with its input tensors as the file names them (<c>node</c> or <c>node:output</c>).</summary>
internal sealed record TfjsNode(string Name, string Op, IReadOnlyList<string> Inputs, TfjsAttributes Attributes);

/// <summary>A TensorFlow.js graph: nodes and constants by name.</summary>
internal sealed record TfjsModel(IReadOnlyDictionary<string, TfjsNode> Nodes, IReadOnlyDictionary<string, TfjsConstant> Constants);

/// <summary>The attributes of a node; whole numbers may be texts, and texts may be base64 or, in older files, lists of bytes.</summary>
internal readonly struct TfjsAttributes(JsonElement? json)
{
    public int Int(string name, int orElse = 0) => Value(name, "i") is { } value ? Int(value) : orElse;

    public float Float(string name, float orElse = 0) => Value(name, "f") is { } value ? value.GetSingle() : orElse;

    public bool Flag(string name) => Value(name, "b") is { ValueKind: JsonValueKind.True };

    public string? Text(string name) => Value(name, "s") is { } value ? Text(value) : null;

    public int[] Ints(string name) => [.. List(name, "i").Select(Int)];

    public string[] Texts(string name) => [.. List(name, "s").Select(Text)];

    JsonElement.ArrayEnumerator List(string name, string kind) =>
        Value(name, "list") is { } list && list.TryGetProperty(kind, out var items) ? items.EnumerateArray() : default;

    JsonElement? Value(string name, string kind) =>
        json is { ValueKind: JsonValueKind.Object } all
        && all.TryGetProperty(name, out var attribute)
        && attribute.TryGetProperty(kind, out var value)
            ? value
            : null;

    static int Int(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? int.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : value.GetInt32();

    static string Text(JsonElement value) =>
        System.Text.Encoding.UTF8.GetString(
            value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetByte())] : value.GetBytesFromBase64()
        );
}
