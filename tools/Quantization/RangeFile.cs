using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Tools.Quantization;

/// <summary>The ranges of a network, kept in the repository so that quantization gives the same bytes on every machine.</summary>
/// <param name="FloatSha256">The hash of the network that the ranges belong to.</param>
/// <param name="Tensors">The values that become integers.</param>
internal sealed record RangeFile(string FloatSha256, IReadOnlyList<TensorRange> Tensors)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The signs of base64 stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    /// <summary>The ranges that are built into the tools for a network.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static RangeFile BuiltIn(string id)
    {
        using var json =
            typeof(RangeFile).Assembly.GetManifestResourceStream($"Proctoring.Tools.Quantization.{id}.json")
            ?? throw new InvalidOperationException($"The tools have no ranges for the network {id}.");
        return JsonSerializer.Deserialize<RangeFile>(json, Json)
            ?? throw new InvalidOperationException($"The ranges of the network {id} are empty.");
    }

    /// <summary>The file's text, with one line for each value.</summary>
    public override string ToString() =>
        $$"""
            {
              "floatSha256": "{{FloatSha256}}",
              "tensors": [
                {{string.Join(",\n    ", Tensors.Select(tensor => JsonSerializer.Serialize(tensor, Json)))}}
              ]
            }

            """.ReplaceLineEndings("\n");
}
